/** The one class of ours that woven code sees; at run time it lives in {@code java.lang}. */
@NullMarked
package dev.latchkey.agent.gate;

import org.jspecify.annotations.NullMarked;

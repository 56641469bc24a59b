/** Which methods are woven and how; begin at {@code Weaving}. */
@NullMarked
package dev.latchkey.agent.weave;

import org.jspecify.annotations.NullMarked;

/**
 * Whether a phase brings what it is there for. Begin with {@link dev.latchkey.runtime.gate.Gates}.
 */
@NullMarked
package dev.latchkey.runtime.gate;

import org.jspecify.annotations.NullMarked;

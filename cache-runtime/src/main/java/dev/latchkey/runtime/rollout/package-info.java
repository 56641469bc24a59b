/** Phases, their switches and the share of subjects they treat; begin at {@code PhaseSwitches}. */
@NullMarked
package dev.latchkey.runtime.rollout;

import org.jspecify.annotations.NullMarked;

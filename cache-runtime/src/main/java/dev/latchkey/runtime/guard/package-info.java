/**
 * Judges a rollout while it runs: the treated side against the control side, and what follows from
 * that. The statistics ({@code Judge} and below) are pure and know no clock; {@code Guard} leads
 * plans by them.
 */
@NullMarked
package dev.latchkey.runtime.guard;

import org.jspecify.annotations.NullMarked;

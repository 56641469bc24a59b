/**
 * What an agent showed at one time, in one file that can be looked at elsewhere: {@code Bundle}
 * writes it, {@code Recording} reads it.
 */
@NullMarked
package dev.latchkey.dashboard.recording;

import org.jspecify.annotations.NullMarked;

/**
 * Phase 5: what falls in one layer when something falls in another. Begin at {@link
 * dev.latchkey.runtime.coherence.Coherence}.
 */
@NullMarked
package dev.latchkey.runtime.coherence;

import org.jspecify.annotations.NullMarked;

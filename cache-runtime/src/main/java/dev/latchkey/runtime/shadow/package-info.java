/**
 * Compares what is kept with the application's own answers: of every call of a phase in shadow, and
 * of a sample of the hits of one that is on. Begin with {@link
 * dev.latchkey.runtime.shadow.ShadowChecks}.
 */
@NullMarked
package dev.latchkey.runtime.shadow;

import org.jspecify.annotations.NullMarked;

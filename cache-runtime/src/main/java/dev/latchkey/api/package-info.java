/**
 * For authors who can change their code: names for parts of it that Latchkey is to time, and a way
 * to say that a user has changed. Without the agent all of it does nothing. Begin with {@link
 * dev.latchkey.api.Latchkey}.
 *
 * <p>It needs nothing but the JDK, and is published as a jar of its own (classifier {@code api}).
 */
package dev.latchkey.api;

/**
 * What the JVM calls to start the agent; it hands over to an isolated class loader and does nothing
 * else.
 */
@NullMarked
package dev.latchkey.agent;

import org.jspecify.annotations.NullMarked;

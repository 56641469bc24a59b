/**
 * The shared second level in Redis: encrypted entries, and small messages between the processes
 * that share them. Begin with {@link dev.latchkey.runtime.redis.SecondLevel}. Everything here is
 * optional on every call: what fails is a miss.
 */
@NullMarked
package dev.latchkey.runtime.redis;

import org.jspecify.annotations.NullMarked;

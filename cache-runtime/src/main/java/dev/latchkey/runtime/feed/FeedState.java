package dev.latchkey.runtime.feed;

import org.jspecify.annotations.Nullable;

/**
 * How a feed is. Immutable.
 *
 * @param kind notify or poll
 * @param active whether every change is told
 * @param reason why it is not active, in words for an operator; empty while it is
 * @param lagMillis how long ago the database answered last: what was committed before is told; null
 *     while it is not active
 */
public record FeedState(String kind, boolean active, String reason, @Nullable Long lagMillis) {}

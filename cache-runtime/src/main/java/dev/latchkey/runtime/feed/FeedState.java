package dev.latchkey.runtime.feed;

/**
 * How a feed is. Immutable.
 *
 * @param kind notify or poll
 * @param active whether every change is told
 * @param reason why it is not active, in words for an operator; empty while it is
 */
public record FeedState(String kind, boolean active, String reason) {}

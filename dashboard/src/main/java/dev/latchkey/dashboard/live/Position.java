package dev.latchkey.dashboard.live;

import java.util.OptionalLong;

/**
 * What a client has seen already. Immutable.
 *
 * @param epoch of the agent that it saw; empty for a new client
 * @param seq number of the last tick that it saw
 * @param eventId the last event that it saw; empty to begin with the next one
 */
public record Position(String epoch, long seq, OptionalLong eventId) {}

package dev.latchkey.runtime.alert;

/**
 * How messages to the webhook fare. Immutable.
 *
 * @param configured whether there is one
 * @param delivered messages that were taken
 * @param lost messages that were given up, or had to make room
 * @param waiting messages that are to be sent
 */
public record Delivery(boolean configured, long delivered, long lost, int waiting) {}

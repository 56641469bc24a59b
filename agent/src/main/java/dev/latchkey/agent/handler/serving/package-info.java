/**
 * Responses of the servers that applications use, through the servers' own classes. Begin at {@link
 * dev.latchkey.agent.handler.serving.ServerKind}.
 */
@org.jspecify.annotations.NullMarked
package dev.latchkey.agent.handler.serving;

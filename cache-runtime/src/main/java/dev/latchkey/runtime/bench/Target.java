package dev.latchkey.runtime.bench;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What is measured.
 *
 * @param requests by kind of token; none of the lists is empty, and there are good ones
 * @param head whether they are HEAD, whose answers have no body
 * @param probe tells what the service's process takes
 */
public record Target(
    Peer peer, Supplier<Map<TokenKind, List<Request>>> requests, boolean head, ServerProbe probe) {}

package dev.latchkey.agent.cli;

import dev.latchkey.runtime.bench.Request;
import dev.latchkey.runtime.bench.TokenKind;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Gives the requests of a load, and renews those whose tokens would end while it runs. Thread-safe.
 */
final class TokenSupply implements Supplier<Map<TokenKind, List<Request>>>, AutoCloseable {
  private static final long AGAIN_SECONDS = 5;

  private final Function<String, byte[]> request;
  private final Optional<ClientCredentials> source;
  private final ScheduledExecutorService renewing =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread thread = new Thread(work, "latchkey-bench-tokens");
            thread.setDaemon(true);
            return thread;
          });
  private volatile Map<TokenKind, List<Request>> current;

  /** Sends these tokens, for good. */
  TokenSupply(BearerTokens tokens, Function<String, byte[]> request) {
    this.request = request;
    this.source = Optional.empty();
    this.current = requests(tokens);
  }

  /** Sends tokens of this source. */
  TokenSupply(ClientCredentials source, Function<String, byte[]> request) throws CommandException {
    this.request = request;
    this.source = Optional.of(source);
    ClientCredentials.Fetched first = source.fetch();
    this.current = requests(first.tokens());
    later(first.life());
  }

  private Map<TokenKind, List<Request>> requests(BearerTokens tokens) {
    Map<TokenKind, List<Request>> made = new EnumMap<>(TokenKind.class);
    for (TokenKind kind : TokenKind.values()) {
      List<Request> of =
          tokens.of(kind).stream().map(each -> new Request(request.apply(each), kind)).toList();
      if (!of.isEmpty()) {
        made.put(kind, of);
      }
    }
    return made;
  }

  private void later(Duration life) {
    var unused = renewing.schedule(this::renew, life.toMillis() * 2 / 3, TimeUnit.MILLISECONDS);
  }

  /** When no new ones come the old ones are sent on, and what is answered then is told. */
  private void renew() {
    try {
      ClientCredentials.Fetched next = source.orElseThrow().fetch();
      current = requests(next.tokens());
      later(next.life());
    } catch (CommandException notNow) {
      var unused = renewing.schedule(this::renew, AGAIN_SECONDS, TimeUnit.SECONDS);
    }
  }

  @Override
  public Map<TokenKind, List<Request>> get() {
    return current;
  }

  @Override
  public void close() {
    renewing.shutdownNow();
  }
}

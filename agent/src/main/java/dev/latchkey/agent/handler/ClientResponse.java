package dev.latchkey.agent.handler;

import dev.latchkey.runtime.jwks.FreshnessHeaders;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/**
 * Reads responses of {@code java.net.http}. Apart from what else looks at responses, because a JVM
 * may have been made without that module. Stateless.
 */
final class ClientResponse {
  private ClientResponse() {}

  /** Notes a response, or one that has come in a future that is done. */
  static void note(Object response, ResponseNote note) {
    if (response instanceof HttpResponse<?> known) {
      note.seen(known.statusCode(), headers(known), redirected(known));
    } else if (response instanceof Future<?> future) {
      try {
        if (future.isDone() && future.get() instanceof HttpResponse<?> known) {
          note(known, note);
        }
      } catch (ExecutionException | CancellationException failed) {
        // Then the fetch fails as well, and says why.
      } catch (InterruptedException never) {
        Thread.currentThread().interrupt(); // it is done, so nothing waits
      }
    }
  }

  private static FreshnessHeaders headers(HttpResponse<?> response) {
    return new FreshnessHeaders(
        String.join(",", response.headers().allValues("Cache-Control")),
        first(response, "Age"),
        first(response, "Expires"),
        first(response, "Date"));
  }

  private static String first(HttpResponse<?> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }

  private static boolean redirected(HttpResponse<?> response) {
    HttpResponse<?> first = response;
    while (first.previousResponse().isPresent()) {
      first = first.previousResponse().get();
    }
    return !place(first.uri()).equals(place(response.uri()));
  }

  private static String place(URI uri) {
    return Objects.toString(uri.getHost()).toLowerCase(Locale.ROOT) + ":" + uri.getPort();
  }
}

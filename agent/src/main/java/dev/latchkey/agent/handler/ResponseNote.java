package dev.latchkey.agent.handler;

import dev.latchkey.runtime.jwks.FreshnessHeaders;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URL;
import java.util.StringJoiner;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * What a running fetch learns of the HTTP response that it is made from, below the library that
 * fetches: the last response counts. Confined to the thread of the fetch.
 */
final class ResponseNote {
  /** No response was seen. */
  static final int UNSEEN = 0;

  private int status = UNSEEN;
  private FreshnessHeaders headers = FreshnessHeaders.NONE;
  private boolean elsewhere;
  private @Nullable Future<?> pending;

  int status() {
    settle();
    return status;
  }

  FreshnessHeaders headers() {
    settle();
    return headers;
  }

  /** Returns whether the response may be kept: a success, of the host that was asked. */
  boolean isGood() {
    settle();
    return !elsewhere && (status == UNSEEN || status / 100 == 2);
  }

  /** Forgets the earlier response, for another request begins. */
  void asked() {
    status = UNSEEN;
    headers = FreshnessHeaders.NONE;
    pending = null;
  }

  /** Takes in what a connection that got a response knows; costs no input or output. */
  void seen(HttpURLConnection connection, URL asked) {
    try {
      status = connection.getResponseCode();
    } catch (IOException noResponse) {
      return; // the connection repeats how it failed
    }
    elsewhere |= !sameHost(asked, connection.getURL());
    if (status / 100 == 2) {
      headers =
          new FreshnessHeaders(
              cacheControl(connection),
              orEmpty(connection.getHeaderField("Age")),
              orEmpty(connection.getHeaderField("Expires")),
              orEmpty(connection.getHeaderField("Date")));
    }
  }

  /** Takes in a response of which all is known. */
  void seen(int code, FreshnessHeaders said, boolean redirectedElsewhere) {
    status = code;
    headers = said;
    elsewhere |= redirectedElsewhere;
  }

  /** Takes in a response that may still have to come. */
  void awaits(Future<?> response) {
    pending = response;
  }

  private void settle() {
    Future<?> response = pending;
    if (response != null && response.isDone()) {
      pending = null;
      ClientResponse.note(response, this);
    }
  }

  /** Without asking the name service. */
  static boolean sameHost(URL one, URL other) {
    return one.getHost().equalsIgnoreCase(other.getHost()) && one.getPort() == other.getPort();
  }

  private static String cacheControl(HttpURLConnection connection) {
    StringJoiner values = new StringJoiner(",");
    for (int i = 0; connection.getHeaderField(i) != null; i++) {
      if ("Cache-Control".equalsIgnoreCase(connection.getHeaderFieldKey(i))) {
        values.add(connection.getHeaderField(i));
      }
    }
    return values.toString();
  }

  private static String orEmpty(@Nullable String value) {
    return value == null ? "" : value;
  }
}

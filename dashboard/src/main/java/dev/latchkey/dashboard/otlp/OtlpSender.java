package dev.latchkey.dashboard.otlp;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Posts one export to a collector. Has no thread, keeps no connection and follows no redirect, so
 * that nothing is left of it between exports. Thread-safe.
 */
final class OtlpSender {
  private static final int CONNECT_MILLIS = 5_000;
  private static final int READ_MILLIS = 10_000;
  private static final int MOST_ANSWER_BYTES = 64 * 1024;
  private static final long MOST_RETRY_SECONDS = 300;

  /** What may pass by itself, as OTLP has it. */
  private static final Set<Integer> PASSING = Set.of(429, 502, 503, 504);

  private final URI address;
  private final Optional<File> headersFile;

  OtlpSender(URI address, Optional<File> headersFile) {
    this.address = address;
    this.headersFile = headersFile;
  }

  /**
   * What a collector answered. Immutable.
   *
   * @param taken whether it has the figures
   * @param reason why not, in words for an operator; empty when it has them
   * @param passes whether another attempt may succeed soon
   * @param retryAfter how long it wants to be left alone; empty when it did not say
   */
  record Answer(boolean taken, String reason, boolean passes, Optional<Duration> retryAfter) {
    static final Answer TAKEN = new Answer(true, "", false, Optional.empty());
  }

  Answer send(byte[] json) {
    try {
      return post(json);
    } catch (IOException failure) {
      // Its message may hold what a proxy or collector wrote; the class says what happened.
      String reason = failure.getClass().getSimpleName();
      return new Answer(false, reason, true, Optional.empty());
    }
  }

  private Answer post(byte[] json) throws IOException {
    Map<String, String> headers;
    try {
      headers = headersFile.isPresent() ? HeadersFile.read(headersFile.get()) : Map.of();
    } catch (IOException unreadable) {
      return new Answer(false, String.valueOf(unreadable.getMessage()), false, Optional.empty());
    }
    var connection = (HttpURLConnection) address.toURL().openConnection();
    try {
      connection.setConnectTimeout(CONNECT_MILLIS);
      connection.setReadTimeout(READ_MILLIS);
      connection.setInstanceFollowRedirects(false);
      connection.setUseCaches(false);
      connection.setDoOutput(true);
      connection.setRequestMethod("POST");
      headers.forEach(connection::setRequestProperty);
      connection.setRequestProperty("Content-Type", "application/json");
      connection.setRequestProperty("Content-Encoding", "gzip");
      connection.setRequestProperty("User-Agent", "latchkey");
      connection.setRequestProperty("Connection", "close");
      connection.setChunkedStreamingMode(0);
      try (var out = new GZIPOutputStream(connection.getOutputStream())) {
        out.write(json);
      }
      int status = connection.getResponseCode();
      drain(status < 400 ? connection.getInputStream() : connection.getErrorStream());
      return status >= 200 && status < 300
          ? Answer.TAKEN
          : new Answer(false, "status " + status, PASSING.contains(status), retryAfter(connection));
    } finally {
      connection.disconnect();
    }
  }

  private static Optional<Duration> retryAfter(HttpURLConnection connection) {
    String text = connection.getHeaderField("Retry-After");
    if (text == null || !text.matches("\\d{1,9}")) {
      return Optional.empty();
    }
    return Optional.of(Duration.ofSeconds(Math.min(MOST_RETRY_SECONDS, Long.parseLong(text))));
  }

  private static void drain(@Nullable InputStream answer) throws IOException {
    if (answer != null) {
      try (answer) {
        answer.readNBytes(MOST_ANSWER_BYTES);
      }
    }
  }
}

package dev.latchkey.runtime.alert;

import dev.latchkey.runtime.config.NotifyConfig;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** One try to hand over a message by HTTP. Stateless. */
final class Post {
  private static final String HMAC = "HmacSHA256";
  private static final int CONNECT_MILLIS = (int) Duration.ofSeconds(3).toMillis();
  private static final int READ_MILLIS = (int) Duration.ofSeconds(4).toMillis();
  private static final int MOST_SECRET = 4_096;
  private static final int LEAST_SECRET = 16;
  private static final int MOST_ANSWER = 65_536;

  private Post() {}

  /** The secret cannot be used; says why, and never what it is. */
  static final class SecretException extends IOException {
    private static final long serialVersionUID = 1L;

    SecretException(String message) {
      super(message);
    }
  }

  /**
   * Returns the status of the answer.
   *
   * @param epochSecond signed with the body, so that a message cannot be sent again later
   * @throws IOException when there is no answer
   */
  static int send(NotifyConfig config, byte[] body, long epochSecond) throws IOException {
    URL url = URI.create(config.webhook().orElseThrow().value()).toURL();
    HttpURLConnection connection = (HttpURLConnection) url.openConnection();
    try {
      connection.setConnectTimeout(CONNECT_MILLIS);
      connection.setReadTimeout(READ_MILLIS);
      connection.setInstanceFollowRedirects(false);
      connection.setUseCaches(false);
      connection.setDoOutput(true);
      connection.setRequestMethod("POST");
      connection.setRequestProperty("Content-Type", "application/json");
      connection.setRequestProperty("User-Agent", "latchkey");
      // Kept connections would leave a timer thread of the JDK behind.
      connection.setRequestProperty("Connection", "close");
      if (config.secretFile().isPresent()) {
        connection.setRequestProperty(
            "Latchkey-Signature", signature(secret(config.secretFile().get()), body, epochSecond));
      }
      connection.setFixedLengthStreamingMode(body.length);
      try (OutputStream out = connection.getOutputStream()) {
        out.write(body);
      }
      int status = connection.getResponseCode();
      drain(connection);
      return status;
    } finally {
      connection.disconnect();
    }
  }

  private static void drain(HttpURLConnection connection) {
    try (InputStream in = connection.getErrorStream()) {
      if (in != null) {
        in.readNBytes(MOST_ANSWER);
      }
    } catch (IOException unread) {
      // The status is all that counts.
    }
  }

  /** Returns {@code t=<seconds>,v1=<hex>}: HMAC-SHA256 of the seconds, a point and the body. */
  static String signature(byte[] secret, byte[] body, long epochSecond) throws IOException {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(new SecretKeySpec(secret, HMAC));
      mac.update((epochSecond + ".").getBytes(StandardCharsets.US_ASCII));
      return "t=" + epochSecond + ",v1=" + HexFormat.of().formatHex(mac.doFinal(body));
    } catch (GeneralSecurityException missing) {
      throw new IOException(missing);
    }
  }

  private static byte[] secret(File file) throws IOException {
    if (!file.isFile() || file.length() > MOST_SECRET) {
      throw new SecretException("notifications.secret-file is no file of at most 4096 bytes");
    }
    byte[] secret;
    try {
      secret = Files.readString(file.toPath()).strip().getBytes(StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      throw new SecretException("notifications.secret-file cannot be read");
    }
    if (secret.length < LEAST_SECRET) {
      throw new SecretException("notifications.secret-file holds fewer than 16 bytes");
    }
    return secret;
  }
}

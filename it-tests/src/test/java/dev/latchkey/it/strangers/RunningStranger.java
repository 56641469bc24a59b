package dev.latchkey.it.strangers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.it.bench.ServerCpu;
import dev.latchkey.it.harness.AppJvm;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A stranger in a JVM of its own. Confined to its test. */
public final class RunningStranger implements AutoCloseable {
  private static final int LIMIT_MILLIS = 60_000;

  private final AppJvm jvm;
  private final URI address;

  /** Waits until it serves. */
  public RunningStranger(AppJvm jvm) {
    this.jvm = jvm;
    String line = jvm.nextLine();
    while (!line.startsWith("ready ")) {
      line = jvm.nextLine();
    }
    address = URI.create("http://127.0.0.1:" + line.substring("ready ".length()) + "/me");
  }

  /** Returns its JVM. */
  public AppJvm jvm() {
    return jvm;
  }

  /** Returns the status, the challenge and the body of the answer to a token. */
  public String verdict(String token) {
    try {
      HttpURLConnection connection = (HttpURLConnection) address.toURL().openConnection();
      connection.setConnectTimeout(LIMIT_MILLIS);
      connection.setReadTimeout(LIMIT_MILLIS);
      connection.setRequestProperty("Authorization", "Bearer " + token);
      int status = connection.getResponseCode();
      String challenge = connection.getHeaderField("WWW-Authenticate");
      String body = text(status < 400 ? connection.getInputStream() : connection.getErrorStream());
      String verdict = status + " " + challenge + " " + (status == 200 ? body : "");
      return verdict.replace(address.getAuthority(), "itself");
    } catch (IOException e) {
      throw new UncheckedIOException(jvm.errors().toString(), e);
    }
  }

  private static String text(InputStream body) throws IOException {
    if (body == null) {
      return "";
    }
    try (body) {
      return new String(body.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** Returns how long these accepted requests took, one after another, in nanoseconds. */
  public long timed(List<String> tokens) {
    long begin = System.nanoTime();
    for (String token : tokens) {
      assertThat(verdict(token)).startsWith("200 ");
    }
    return System.nanoTime() - begin;
  }

  /** Returns the CPU time that it took up to now, in microseconds. */
  public double cpuMicros() {
    return new ServerCpu(jvm.pid()).micros();
  }

  @Override
  public void close() {
    jvm.close();
  }
}

package dev.latchkey.runtime.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * What the driver can do on one core against a server on another, which does nothing, or so much
 * that it and not the driver is what is measured: with {@code -Ddriver.bounds=true}, on Linux with
 * {@code taskset} and {@code wrk}, on a machine that does nothing else. Figures are printed.
 */
@Timeout(300)
@EnabledIfSystemProperty(named = "driver.bounds", matches = "true")
class DriverBoundsTest {
  private static final Pattern RATE = Pattern.compile("Requests/sec:\\s+([0-9.]+)");
  private static final int CONNECTIONS = 100;
  private static final int SECONDS = Integer.getInteger("driver.seconds", 5);
  private static final int ROUNDS = Integer.getInteger("driver.rounds", 3);
  private static final int HELD = 20_000;
  private static final int TOO_MUCH = 400_000;
  private static final int WORK_MICROS = 50;
  private static final double WITHIN = 0.01;
  private static final double AGREES = 0.10;

  @Test
  void holdsTwentyThousandRequestsASecondOnOneCore() throws Exception {
    try (Server server = new Server(0)) {
      String[] told = drive(server, HELD);
      System.out.println("sent/s, answered/s, errors, CPU us a request: " + String.join(" ", told));
      assertThat(Double.parseDouble(told[0])).isBetween(HELD * (1 - WITHIN), HELD * (1 + WITHIN));
      assertThat(Double.parseDouble(told[1])).isGreaterThanOrEqualTo(HELD * (1 - WITHIN));
      assertThat(told[2]).isEqualTo("0");
    }
  }

  @Test
  void findsTheThroughputThatWrkFinds() throws Exception {
    List<Double> ours = new ArrayList<>();
    List<Double> theirs = new ArrayList<>();
    try (Server server = new Server(WORK_MICROS)) {
      for (int i = 0; i < ROUNDS; i++) {
        ours.add(Double.parseDouble(drive(server, TOO_MUCH)[1]));
        theirs.add(wrk(server));
      }
    }
    double ratio = Comparing.median(ours) / Comparing.median(theirs);
    System.out.printf(
        Locale.ROOT, "answered/s, ours %s, of wrk %s, ratio %.3f%n", ours, theirs, ratio);
    assertThat(ratio).isBetween(1 - AGREES, 1 + AGREES);
  }

  private static String[] drive(Server server, int rate) throws Exception {
    List<String> command = java(0, OneCoreDriver.class);
    command.addAll(List.of(server.address, "" + rate, "" + SECONDS, "" + CONNECTIONS));
    String said = run(command);
    return said.strip().split(" ", -1);
  }

  private static double wrk(Server server) throws Exception {
    String said =
        run(
            List.of(
                "taskset",
                "-c",
                "0",
                "wrk",
                "-t1",
                "-c" + CONNECTIONS,
                "-d" + SECONDS + "s",
                server.address));
    Matcher rate = RATE.matcher(said);
    assertThat(rate.find()).as(said).isTrue();
    return Double.parseDouble(rate.group(1));
  }

  private static String run(List<String> command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return said;
  }

  private static List<String> java(int core, Class<?> main) {
    return new ArrayList<>(
        List.of(
            "taskset",
            "-c",
            "" + core,
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            main.getName()));
  }

  /** On a core of its own. */
  private static final class Server implements AutoCloseable {
    private final Process process;
    private final String address;

    Server(int workMicros) throws IOException {
      List<String> command = java(1, TrivialServer.class);
      command.add("" + workMicros);
      process = new ProcessBuilder(command).redirectErrorStream(true).start();
      BufferedReader said = process.inputReader(StandardCharsets.UTF_8);
      address = "http://127.0.0.1:" + said.readLine() + "/orders";
    }

    @Override
    public void close() throws IOException {
      process.getOutputStream().close();
      process.destroy();
    }
  }
}

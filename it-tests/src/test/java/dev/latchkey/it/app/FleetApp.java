package dev.latchkey.it.app;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** One of several that look the same users up all the time, by commands of two words. */
public final class FleetApp {
  private static final int USERS = 50;
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private final Accounts accounts;
  private final String url;
  private final List<Long> times = new ArrayList<>();
  private int errors;

  private FleetApp(String url) {
    this.url = url;
    accounts = new Accounts(url);
  }

  /** Takes the address of a PostgreSQL, with user and password. */
  public static void main(String[] arguments) throws Exception {
    FleetApp app = new FleetApp(arguments[0]);
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String[] words = line.split(" ", 2);
      System.out.println(app.answer(words[0], words[1]));
    }
  }

  private String answer(String how, String what) throws SQLException {
    return switch (how) {
      case "find" -> String.valueOf(accounts.find(what));
      case "run" -> run(what);
      case "load" -> load(Integer.parseInt(what));
      case "figures" -> figures();
      default -> "unknown command";
    };
  }

  private String run(String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
    return "done";
  }

  private String load(int threads) {
    for (int i = 0; i < threads; i++) {
      Thread thread = new Thread(this::lookUp, "load-" + i);
      thread.setDaemon(true);
      thread.start();
    }
    return "loading";
  }

  private void lookUp() {
    while (true) {
      long began = System.nanoTime();
      boolean failed = false;
      try {
        accounts.find("user" + ThreadLocalRandom.current().nextInt(USERS));
      } catch (SQLException | RuntimeException error) {
        failed = true;
      }
      long took = System.nanoTime() - began;
      synchronized (times) {
        times.add(took);
        errors += failed ? 1 : 0;
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  /** Returns lookups, their median and 99th percentile in microseconds, and errors, since last. */
  private String figures() {
    List<Long> taken;
    int failed;
    synchronized (times) {
      taken = new ArrayList<>(times);
      times.clear();
      failed = errors;
      errors = 0;
    }
    taken.sort(null);
    return taken.size() + " " + micros(taken, 50) + " " + micros(taken, 99) + " " + failed;
  }

  private static long micros(List<Long> sorted, int percentile) {
    return sorted.isEmpty()
        ? 0
        : TimeUnit.NANOSECONDS.toMicros(sorted.get((sorted.size() - 1) * percentile / 100));
  }
}

package dev.latchkey.it.app;

import dev.latchkey.it.app.Borrowing.Login;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.lang.ref.Cleaner;
import java.nio.charset.StandardCharsets;
import java.security.PrivilegedExceptionAction;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import javax.security.auth.Subject;

/** Connects for each call, and does with its connections what applications should not. */
public final class AttackedApp {
  private static final String PROCESS = "SELECT pg_backend_pid()";

  private final Login login;
  private Connection held;

  private AttackedApp(Login login) {
    this.login = login;
  }

  /** Takes address, user and password, then answers a line to each command. */
  public static void main(String[] arguments) throws Exception {
    AttackedApp app = new AttackedApp(new Login(arguments[0], arguments[1], arguments[2]));
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    System.out.println("started");
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      System.out.println(app.answer(line.split(" ", -1)));
    }
  }

  private String answer(String[] words) throws Exception {
    int number = words.length == 2 ? Integer.parseInt(words[1]) : 0;
    return switch (words[0]) {
      case "sessions" -> String.valueOf(sessions(number).size());
      case "login" -> login(words[1], words[2]);
      case "burst" -> burst(number);
      case "nested" -> nested(number);
      case "queue" -> together(number, () -> sessions(5));
      case "begin" -> begin();
      case "commit" -> outcome(() -> held.commit());
      case "end" -> outcome(() -> held.close());
      case "leak" -> leak(number);
      case "gc" -> gc();
      case "handles" -> handles();
      case "subjects" -> String.valueOf(subjects(number));
      case "virtual" -> VirtualThreads.run(number, () -> sessions(1));
      case "unwrapped" -> unwrapped();
      case "traces" -> new Traces(login).leftByConnecting().toString();
      case "naive-traces" -> new Traces(login).leftByNaivePool().toString();
      case "changed" -> Surroundings.changedBy(() -> sessions(number)).toString();
      case "names" -> Surroundings.names().toString().replace('\n', ' ');
      case "in-address" -> String.valueOf(inAddress(number));
      case "undeploy" -> Deployed.undeploy(login);
      default -> "unknown command";
    };
  }

  private Connection open() throws SQLException {
    return DriverManager.getConnection(login.url(), login.user(), login.password());
  }

  private Set<Integer> sessions(int calls) throws SQLException {
    Set<Integer> processes = new HashSet<>();
    for (int i = 0; i < calls; i++) {
      try (Connection connection = open()) {
        processes.add(process(connection));
      }
    }
    return processes;
  }

  private static int process(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(PROCESS)) {
      row.next();
      return row.getInt(1);
    }
  }

  /** Makes calls whose address tells who calls, as some applications do. */
  private int inAddress(int calls) throws SQLException {
    Set<Integer> processes = new HashSet<>();
    String address = login.url() + "?user=" + login.user() + "&password=" + login.password();
    for (int i = 0; i < calls; i++) {
      try (Connection connection = DriverManager.getConnection(address)) {
        processes.add(process(connection));
      }
    }
    return processes.size();
  }

  private String login(String user, String password) {
    return outcome(() -> DriverManager.getConnection(login.url(), user, password).close());
  }

  /** What may fail. */
  interface Step {
    void take() throws Exception;
  }

  private static String outcome(Step step) {
    try {
      step.take();
      return "done";
    } catch (SQLException failed) {
      return failed.getClass().getSimpleName() + " " + failed.getSQLState();
    } catch (Exception failed) {
      return failed.toString();
    }
  }

  /** Takes a step on several threads at once and counts the outcomes. */
  private static String together(int threads, Step step) throws Exception {
    TreeMap<String, Integer> outcomes = new TreeMap<>();
    List<Thread> running = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      Thread thread =
          new Thread(
              () -> {
                String outcome = outcome(step);
                synchronized (outcomes) {
                  outcomes.merge(outcome, 1, Integer::sum);
                }
              });
      running.add(thread);
      thread.start();
    }
    for (Thread thread : running) {
      thread.join();
    }
    return outcomes.toString();
  }

  /** All hold a connection at the same time, but for those that get none. */
  private String burst(int threads) throws Exception {
    Set<Integer> processes = Collections.synchronizedSet(new HashSet<>());
    CountDownLatch all = new CountDownLatch(threads);
    String outcomes =
        together(
            threads,
            () -> {
              try (Connection connection = open(all)) {
                processes.add(process(connection));
              }
            });
    return outcomes + " " + processes.size();
  }

  /** All hold one connection and ask for another one. */
  private String nested(int threads) throws Exception {
    CountDownLatch all = new CountDownLatch(threads);
    return together(
        threads,
        () -> {
          try (Connection outer = open(all);
              Connection inner = open()) {
            if (process(outer) == process(inner)) {
              throw new IllegalStateException("both are one session");
            }
          }
        });
  }

  /** Returns when everybody has a connection or none. */
  private Connection open(CountDownLatch all) throws Exception {
    try {
      return open();
    } finally {
      all.countDown();
      all.await();
    }
  }

  private String begin() throws SQLException {
    held = open();
    held.setAutoCommit(false);
    try (Statement statement = held.createStatement()) {
      statement.executeUpdate("INSERT INTO kept VALUES (1)");
    }
    return "begun";
  }

  private String leak(int connections) throws SQLException {
    Set<Integer> processes = new HashSet<>();
    for (int i = 0; i < connections; i++) {
      processes.add(process(open()));
    }
    return String.valueOf(processes.size());
  }

  /** Returns after one more object was found unreachable. */
  private static String gc() throws Exception {
    Cleaner cleaner = Cleaner.create();
    CompletableFuture<String> found = new CompletableFuture<>();
    cleaner.register(new Object(), () -> found.complete("collected"));
    System.gc();
    return found.get();
  }

  /** Tells what a closed handle does to itself and to the next borrower of its connection. */
  private String handles() throws Exception {
    Connection first = open();
    int process = process(first);
    Statement statement = first.createStatement();
    Thread other = new Thread(() -> outcome(first::close));
    other.start();
    other.join();
    List<String> told = new ArrayList<>();
    told.add(String.valueOf(first.isClosed()));
    told.add(outcome(first::createStatement));
    told.add(outcome(() -> statement.executeQuery(PROCESS)));
    try (Connection second = open()) {
      told.add(process(second) == process ? "same session" : "another session");
      told.add(outcome(first::close));
      told.add(outcome(first::rollback));
      told.add(outcome(() -> process(second)));
    }
    return String.join(", ", told);
  }

  /** Tells what the driver's own object does after its connection was closed. */
  private String unwrapped() throws Exception {
    Connection first = open();
    int process = process(first);
    Connection driversOwn =
        first.unwrap(
            Class.forName("org.postgresql.jdbc.PgConnection").asSubclass(Connection.class));
    List<String> told = new ArrayList<>();
    told.add(process(driversOwn) == process ? "same session" : "another session");
    first.close();
    told.add(String.valueOf(driversOwn.isClosed()));
    told.add(outcome(() -> process(driversOwn)));
    try (Connection second = open()) {
      told.add(process(second) == process ? "same session" : "another session");
      told.add(outcome(driversOwn::close));
      told.add(outcome(() -> process(second)));
    }
    return String.join(", ", told);
  }

  @SuppressWarnings("removal") // its successor came with JDK 18
  private int subjects(int number) throws Exception {
    Set<Integer> processes = new HashSet<>();
    for (int i = 0; i < number; i++) {
      PrivilegedExceptionAction<Set<Integer>> call = () -> sessions(1);
      processes.addAll(Subject.doAs(new Subject(), call));
    }
    return processes.size();
  }
}

package dev.latchkey.it.app;

import dev.latchkey.it.harness.Saboteur;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Authenticates and looks users up while the agent around it is broken, and says what of it a user
 * would have noticed.
 */
public final class SabotagedApp {
  private static final int AUTHENTICATORS = 20;
  private static final int RUNS_PER_WRITE = 10;
  private static final long LIMIT_SECONDS = 60;

  private final ExecutorService requests =
      Executors.newSingleThreadExecutor(work -> daemon(work, "request"));
  private final List<NaiveAuthenticator> authenticators = new ArrayList<>();
  private final Accounts accounts;
  private final List<String> tokens;
  private final String forged;
  private volatile Thread serving = Thread.currentThread();
  private final Set<String> wrong = new TreeSet<>();
  private String right = "";
  private int run;

  /** Each authenticator has a key set's address of its own, so that some are always fetched. */
  private SabotagedApp(String database, String keySet, List<String> tokens, String forged)
      throws MalformedURLException {
    accounts = new Accounts(database);
    for (int i = 0; i < AUTHENTICATORS; i++) {
      authenticators.add(new NaiveAuthenticator(new URL(keySet + "?" + i), "orders"));
    }
    this.tokens = tokens;
    this.forged = forged;
  }

  private static Thread daemon(Runnable work, String name) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    return thread;
  }

  /** Takes the addresses of a database and a key set, a file of good tokens, and a forged one. */
  public static void main(String[] arguments) throws Exception {
    SabotagedApp app =
        new SabotagedApp(
            arguments[0], arguments[1], Files.readAllLines(Path.of(arguments[2])), arguments[3]);
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String[] words = line.split(" ", -1);
      System.out.println(
          switch (words[0]) {
            case "serve" -> app.answers(Integer.parseInt(words[1]));
            case "arm" -> app.arm(Saboteur.Kind.valueOf(words[1]), words[2].equals("requests"));
            case "run" -> app.run(Integer.parseInt(words[1]));
            case "disarm" -> app.disarm();
            default -> "unknown command";
          });
    }
  }

  /** Serves so often and returns the answers that were given, each once. */
  private String answers(int times) throws InterruptedException {
    Set<String> answers = new TreeSet<>();
    for (int i = 0; i < times; i++) {
      answers.add(answer());
    }
    return String.join(" / ", answers);
  }

  /** Breaks what requests run through, or what runs on the agent's own threads. */
  private String arm(Saboteur.Kind kind, boolean requestsAlone) throws InterruptedException {
    right = answer();
    wrong.clear();
    Saboteur.here().arm(kind, point -> requestsAlone ? isRequest() : isBackground(point));
    return right;
  }

  /**
   * Serves so often; returns how many points have failed since, and the answers that were wrong.
   */
  private String run(int times) throws InterruptedException {
    for (int i = 0; i < times; i++) {
      compare();
    }
    return Saboteur.here().thrown() + " " + wrong;
  }

  private String disarm() throws InterruptedException {
    Saboteur.here().disarm();
    wrong.clear();
    return run(1);
  }

  private void compare() throws InterruptedException {
    String answer = answer();
    if (!answer.equals(right)) {
      wrong.add(answer);
    }
  }

  private boolean isRequest() {
    return Thread.currentThread() == serving;
  }

  private static boolean isBackground(String point) {
    return Thread.currentThread().getName().startsWith("latchkey")
        && !point.endsWith("AgentErrors#count")
        && isInside();
  }

  /**
   * Returns whether something of the agent's own called the point: what a thread begins with has
   * nobody to catch it, and neither has the counting of what was caught.
   */
  private static boolean isInside() {
    return StackWalker.getInstance()
            .walk(
                frames ->
                    frames
                        .filter(frame -> !frame.getMethodName().startsWith("lambda$"))
                        .map(StackWalker.StackFrame::getClassName)
                        .filter(name -> name.startsWith("dev.latchkey."))
                        .filter(name -> !name.startsWith("dev.latchkey.it."))
                        .filter(name -> !name.endsWith(".AgentThread"))
                        .limit(2)
                        .count())
        > 1;
  }

  private String answer() throws InterruptedException {
    Future<String> answer = requests.submit(this::serve);
    try {
      return answer.get(LIMIT_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException failed) {
      return trace(failed.getCause());
    } catch (TimeoutException hung) {
      return "hung in " + Arrays.toString(serving.getStackTrace());
    }
  }

  /** Some of it was asked before, and some was not. */
  private String serve() throws Exception {
    serving = Thread.currentThread();
    run++;
    if (run % RUNS_PER_WRITE == 0) {
      accounts.findAndTouch("alice");
    }
    String user = "user" + run % 1_000;
    Accounts.Account other = accounts.find(user);
    return verdict(authenticators.get(0), tokens.get(0))
        + ", "
        + verdict(authenticators.get(run % AUTHENTICATORS), tokens.get(run % tokens.size()))
        + ", "
        + verdict(authenticators.get(0), forged)
        + ", "
        + accounts.find("alice")
        + (other != null && other.name().equals(user) ? "" : ", but for " + user + ": " + other);
  }

  private static String verdict(NaiveAuthenticator authenticator, String token) {
    String whole = ask(() -> authenticator.authenticate(token));
    String parts = ask(() -> authenticator.authenticateFetchingFirst(token));
    return whole.equals(parts) ? whole : whole + " or " + parts;
  }

  private static String ask(java.util.concurrent.Callable<String> work) {
    try {
      return work.call();
    } catch (SecurityException refused) {
      return refused.getMessage();
    } catch (Throwable failed) {
      return trace(failed);
    }
  }

  private static String trace(Throwable failure) {
    return failure + " at " + Arrays.toString(failure.getStackTrace()) + causes(failure);
  }

  private static String causes(Throwable failure) {
    return failure.getCause() == null ? "" : " because of " + trace(failure.getCause());
  }
}

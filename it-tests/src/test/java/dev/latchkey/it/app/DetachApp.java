package dev.latchkey.it.app;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.lang.ref.WeakReference;
import java.lang.reflect.Field;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Authenticates while an agent comes and goes, and tells what is left of it. Needs {@code
 * java.lang} opened, to look behind the gate.
 */
public final class DetachApp {
  private static final int LOAD_THREADS = 3;
  private static final int COLLECTIONS = 40;
  private static final int PAUSE_MILLIS = 50;

  private final NaiveAuthenticator authenticator;
  private final List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
  private final AtomicLong calls = new AtomicLong();
  private final AtomicLong wrong = new AtomicLong();
  private final CountDownLatch release = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile boolean loaded;

  private DetachApp(URL keySet) {
    authenticator = new NaiveAuthenticator(keySet, "orders");
  }

  /** Takes the key set's address. */
  public static void main(String[] arguments) throws Exception {
    DetachApp app = new DetachApp(new URL(arguments[0]));
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      System.out.println(app.answer(line));
    }
  }

  private String answer(String line) throws Exception {
    String[] words = line.split(" ", 2);
    return switch (words[0]) {
      case "auth" -> verdict(words[1]);
      case "keep-loader" -> keepLoader();
      case "loaders-left" -> String.valueOf(loadersLeft());
      case "agent-threads" -> String.valueOf(agentThreads());
      case "load" -> load(words[1]);
      case "end-load" -> endLoad();
      case "hold" -> hold();
      case "release" -> releaseHeld();
      default -> "unknown command";
    };
  }

  private String verdict(String token) throws Exception {
    try {
      return authenticator.authenticate(token);
    } catch (SecurityException refused) {
      return "refused";
    }
  }

  /** Remembers, weakly, the class loader of the agent that is behind the gate now. */
  private String keepLoader() throws Exception {
    Field field = Class.forName("java.lang.LatchkeyGate").getDeclaredField("dispatcher");
    field.setAccessible(true);
    loaders.add(new WeakReference<>(field.get(null).getClass().getClassLoader()));
    return "kept " + loaders.size();
  }

  private long loadersLeft() throws InterruptedException {
    long left = loaders.size();
    for (int i = 0; i < COLLECTIONS && left > 0; i++) {
      System.gc();
      Thread.sleep(PAUSE_MILLIS);
      left = loaders.stream().filter(loader -> loader.get() != null).count();
    }
    return left;
  }

  private static Set<String> agentThreads() {
    Set<String> names = new TreeSet<>();
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().startsWith("latchkey") || thread.getName().startsWith("XNIO")) {
        names.add(thread.getName());
      }
    }
    return names;
  }

  private String load(String tokenAndSubject) {
    String[] words = tokenAndSubject.split(" ", 2);
    loaded = true;
    for (int i = 0; i < LOAD_THREADS; i++) {
      Thread thread = new Thread(() -> authenticate(words[0], words[1]), "load");
      thread.setDaemon(true);
      thread.start();
    }
    return "loading";
  }

  private void authenticate(String token, String subject) {
    while (loaded) {
      try {
        if (!authenticator.authenticate(token).equals(subject)) {
          wrong.incrementAndGet();
        }
      } catch (Exception | Error failed) {
        wrong.incrementAndGet();
      }
      calls.incrementAndGet();
    }
  }

  private String endLoad() {
    loaded = false;
    return (calls.get() > 0 ? "calls" : "no calls") + ", wrong: " + wrong.get();
  }

  /** Begins a call of a woven method that does not end before it is told to. */
  private String hold() throws InterruptedException {
    CountDownLatch inside = new CountDownLatch(1);
    Thread held =
        new Thread(
            () -> {
              new Waiting().await(inside, release);
              ended.countDown();
              LockSupport.park(); // the thread stays, and with it what it keeps for itself
            },
            "held");
    held.setDaemon(true);
    held.start();
    inside.await();
    return "inside";
  }

  private String releaseHeld() throws InterruptedException {
    release.countDown();
    ended.await();
    return "released";
  }

  /** What is woven and waits. */
  static final class Waiting {
    private final String label = "waiting";

    String await(CountDownLatch inside, CountDownLatch end) {
      inside.countDown();
      try {
        end.await();
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
      }
      return label;
    }
  }
}

package dev.latchkey.it.app;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Verifies as many signatures as it is told, a command each line: {@code flood N} for N different
 * ones, {@code hot N} for one, over and over, from N virtual threads at once; {@code pin N} has N
 * of them wait where a virtual thread cannot leave its carrier.
 */
public final class FloodApp {
  private static final int CALLS_OF_A_THREAD = 50;

  private final PublicKey key;

  private FloodApp(PublicKey key) {
    this.key = key;
  }

  /** Reads commands until the input ends. */
  public static void main(String[] none) throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    FloodApp app = new FloodApp(generator.generateKeyPair().getPublic());
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String[] words = line.split(" ");
      int count = Integer.parseInt(words[1]);
      System.out.println(
          switch (words[0]) {
            case "flood" -> app.flood(count);
            case "hot" -> {
              // Whatever loads a class pins, the JVM sees to that: the first call does.
              app.hot();
              yield inVirtualThreads(count, app::hot);
            }
            default -> inVirtualThreads(count, SlowToLoad::touch);
          });
    }
  }

  private String flood(int count) {
    int verified = 0;
    for (int i = 0; i < count; i++) {
      verified += verify("RS256", key, ByteBuffer.allocate(512).putInt(i).array(), "s") ? 1 : 0;
    }
    return "verified " + verified;
  }

  private void hot() {
    byte[] input = new byte[512];
    for (int call = 0; call < CALLS_OF_A_THREAD; call++) {
      verify("RS256", key, input, "s");
    }
  }

  private static String inVirtualThreads(int threads, Runnable work) throws Exception {
    CountDownLatch done = new CountDownLatch(threads);
    ExecutorService pool = virtualThreads();
    for (int i = 0; i < threads; i++) {
      pool.execute(
          () -> {
            work.run();
            done.countDown();
          });
    }
    done.await();
    pool.shutdown();
    return "done";
  }

  /** By reflection: these sources also compile on JDK 17, which has none. */
  private static ExecutorService virtualThreads() throws ReflectiveOperationException {
    Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
    ThreadFactory factory =
        (ThreadFactory)
            Class.forName("java.lang.Thread$Builder").getMethod("factory").invoke(builder);
    return (ExecutorService)
        Executors.class
            .getMethod("newThreadPerTaskExecutor", ThreadFactory.class)
            .invoke(null, factory);
  }

  /** The method that the agent weaves. */
  public boolean verify(String algorithm, PublicKey with, byte[] input, String signature) {
    return true;
  }

  /** A static initializer has a native frame below it, which cannot be moved. */
  private static final class SlowToLoad {
    static {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
    }

    static void touch() {}
  }
}

package dev.latchkey.runtime.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class AgentThreadTest {
  private static final Duration LIMIT = Duration.ofSeconds(90);

  /** Code of an application, on whose call the agent makes a thread. */
  public static final class Maker implements Function<Runnable, Thread> {
    @Override
    public Thread apply(Runnable work) {
      return AgentThread.of("test", work);
    }
  }

  /** Loads {@link Maker} itself. */
  private static final class Deployed extends ClassLoader {
    Deployed() {
      super(AgentThreadTest.class.getClassLoader());
    }

    @SuppressWarnings("unchecked")
    Function<Runnable, Thread> maker() throws IOException, ReflectiveOperationException {
      String name = Maker.class.getName();
      try (InputStream in =
          Objects.requireNonNull(
              getParent().getResourceAsStream(name.replace('.', '/') + ".class"))) {
        byte[] bytes = in.readAllBytes();
        Class<?> own = defineClass(name, bytes, 0, bytes.length);
        return (Function<Runnable, Thread>) own.getDeclaredConstructor().newInstance();
      }
    }
  }

  @Test
  @DisplayName("A-7 a thread that runs on holds no class loader of the application that began it")
  void holdsNoClassLoaderOfItsMaker() throws Exception {
    CountDownLatch done = new CountDownLatch(1);
    Deployed loader = new Deployed();
    WeakReference<ClassLoader> deployed = new WeakReference<>(loader);
    Thread thread = loader.maker().apply(() -> waitFor(done));
    thread.start();

    loader = null;

    await()
        .atMost(LIMIT)
        .until(
            () -> {
              System.gc();
              return deployed.get() == null;
            });
    assertThat(thread.isAlive()).isTrue();
    assertThat(thread.isDaemon()).isTrue();
    assertThat(thread.getName()).isEqualTo("latchkey-test");
    assertThat(thread.getContextClassLoader()).isNull();
    done.countDown();
    thread.join();
  }

  private static void waitFor(CountDownLatch done) {
    try {
      done.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

package dev.latchkey.it.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.it.harness.AppJvm;
import dev.latchkey.it.harness.Jdk;
import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * Lends JVMs without the agent to runs of the matrix: as many of each JDK as there are runs at a
 * time. Thread-safe.
 */
final class BareApps implements AutoCloseable {
  private final Path home;
  private final Map<Jdk, Queue<AppJvm>> idle = new ConcurrentHashMap<>();
  private final Queue<AppJvm> all = new ConcurrentLinkedQueue<>();

  /**
   * @param home the folder that they run in
   */
  BareApps(Path home) {
    this.home = home;
  }

  /** Starts an application in a JVM that runs no other meanwhile. */
  Bare start(Jdk jdk, String classPath, String main, String loads, String... arguments) {
    Queue<AppJvm> queue = idle.computeIfAbsent(jdk, any -> new ConcurrentLinkedQueue<>());
    AppJvm ready = queue.poll();
    AppJvm jvm = ready == null ? host(jdk) : ready;
    String words = String.join(MatrixHost.SEPARATOR, arguments);
    String first = jvm.ask(String.join(MatrixHost.SEPARATOR, classPath, main, loads, words));
    assertThat(first).as("%s", jvm.errors()).isEqualTo("ready");
    return new Bare(jvm, queue);
  }

  /** Starts an application in a JVM of its own: it decides for the whole JVM, and ends it. */
  Bare startAlone(Jdk jdk, String classPath, String main, String... arguments) {
    AppJvm jvm = AppJvm.on(jdk, home).withoutAgent().classPath(classPath).start(main, arguments);
    all.add(jvm);
    assertThat(jvm.nextLine()).as("%s", jvm.errors()).isEqualTo("ready");
    return new Bare(jvm, null);
  }

  private AppJvm host(Jdk jdk) {
    try {
      Path classes =
          Path.of(MatrixHost.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      AppJvm jvm =
          AppJvm.on(jdk, home)
              .withoutAgent()
              .classPath(classes + File.separator)
              .start(MatrixHost.class);
      all.add(jvm);
      return jvm;
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    all.forEach(AppJvm::close);
  }

  /** One application without the agent. */
  static final class Bare implements AutoCloseable {
    private final AppJvm jvm;
    private final @Nullable Queue<AppJvm> home;

    private Bare(AppJvm jvm, @Nullable Queue<AppJvm> home) {
      this.jvm = jvm;
      this.home = home;
    }

    String ask(String command) {
      return jvm.ask(command);
    }

    /** A JVM whose application did not end is lent to nobody else. */
    @Override
    public void close() {
      if (home == null) {
        jvm.close();
      } else if (jvm.ask("end").equals("ended")) {
        home.add(jvm);
      }
    }
  }
}

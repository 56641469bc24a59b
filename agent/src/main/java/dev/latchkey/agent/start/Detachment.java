package dev.latchkey.agent.start;

import java.io.Closeable;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Takes the running agent out of the JVM, so that nothing of it is left: its cached answers first,
 * then the woven code, the gate, the admin server, the threads, and at last the class loader's jar.
 * A step that fails is told, and the next ones are taken all the same.
 *
 * <p>It is what the gate knows the running agent by. Another start of the agent, in a class loader
 * of its own, calls it as a {@link Consumer} of what to tell each line to. Thread-safe; a second
 * call does nothing.
 */
final class Detachment implements Consumer<Consumer<String>> {
  /** One part of the agent that ends. */
  interface Step {
    void take() throws Throwable;
  }

  private record NamedStep(String name, Step step) {}

  private final AgentLog log;
  private final List<NamedStep> steps = new ArrayList<>();
  private boolean ended;

  Detachment(AgentLog log) {
    this.log = log;
  }

  /** Adds what is to be done after all that was added before. */
  synchronized void then(String name, Step step) {
    steps.add(new NamedStep(name, step));
  }

  @Override
  public synchronized void accept(Consumer<String> lines) {
    if (ended) {
      return;
    }
    Runnable end = log.copyTo(lines);
    undo();
    log.info("LK-2040", "detached: the application runs its own code alone");
    end.run();
    take(new NamedStep("class loader", Detachment::closeLoader));
  }

  /** Undoes a start that did not succeed. */
  synchronized void undo() {
    ended = true;
    steps.forEach(this::take);
  }

  private void take(NamedStep step) {
    try {
      step.step().take();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } catch (Throwable failure) {
      log.error(
          "LK-2041",
          "the detach could not end its "
              + step.name()
              + " and went on: "
              + failure
              + "; a restart of the application ends everything");
    }
  }

  /** The loader's own class is of another loader than this one, so it is known by its interface. */
  private static void closeLoader() throws Exception {
    @Nullable ClassLoader own = Detachment.class.getClassLoader();
    if (own instanceof Closeable loader) {
      loader.close();
    }
  }
}

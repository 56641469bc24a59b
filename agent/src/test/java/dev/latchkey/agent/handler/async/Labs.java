package dev.latchkey.agent.handler.async;

import java.util.List;
import org.junit.jupiter.api.Named;

/** The libraries and versions that tests run with, each in a class loader of its own. */
final class Labs {
  private static final String[] REACTOR = {
    MonoLab.class.getName(), "reactor.", "org.reactivestreams."
  };
  private static final String[] MUTINY = {
    UniLab.class.getName(), "io.smallrye.mutiny.", "org.reactivestreams."
  };
  private static final String[] VERTX = {VertxLab.class.getName(), "io.vertx."};

  private Labs() {}

  /** Returns those whose work begins with each subscription. */
  static List<Named<Lab>> deferred() {
    return List.of(
        Named.of("Mono 3.4", LabLoader.old("reactor-old", REACTOR).lab(MonoLab.class)),
        Named.of("Mono 3.8", LabLoader.recent(REACTOR).lab(MonoLab.class)),
        Named.of("Uni 1.10", LabLoader.old("mutiny-old", MUTINY).lab(UniLab.class)),
        Named.of("Uni 3.1", LabLoader.recent(MUTINY).lab(UniLab.class)));
  }

  /** Returns those whose work has begun when the method returns. */
  static List<Named<Lab>> running() {
    return List.of(
        Named.of("CompletableFuture", new FutureLab()),
        Named.of("Vert.x 4.5", LabLoader.old("vertx-old", VERTX).lab(VertxLab.class)),
        Named.of("Vert.x 5.0", LabLoader.recent(VERTX).lab(VertxLab.class)));
  }

  /** Returns a new loader with the library of a lab that {@link #deferred} or the like made. */
  static Lab again(Lab lab) {
    return switch (lab.getClass().getSimpleName()) {
      case "MonoLab" -> LabLoader.recent(REACTOR).lab(MonoLab.class);
      case "UniLab" -> LabLoader.recent(MUTINY).lab(UniLab.class);
      default -> LabLoader.recent(VERTX).lab(VertxLab.class);
    };
  }
}

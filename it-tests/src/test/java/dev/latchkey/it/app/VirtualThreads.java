package dev.latchkey.it.app;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

/** Makes calls on virtual threads, where there are any, and counts how many stay pinned. */
final class VirtualThreads {
  /** Fewer than the server lets in. */
  private static final int AT_ONCE = 50;

  private static final String PINNED = "jdk.VirtualThreadPinned";

  private VirtualThreads() {}

  static String run(int threads, Callable<?> call) throws Exception {
    Path file = Files.createTempFile("pinned", ".jfr");
    try (Recording recording = new Recording()) {
      recording.enable(PINNED).withoutThreshold().withStackTrace();
      recording.start();
      int answered = answered(threads, call);
      recording.stop();
      recording.dump(file);
      return answered + " answered, " + pinned(file) + " pinned";
    } finally {
      Files.delete(file);
    }
  }

  private static int answered(int threads, Callable<?> call) throws Exception {
    Semaphore permits = new Semaphore(AT_ONCE);
    ExecutorService executor =
        (ExecutorService) Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
    List<Future<?>> calls = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      calls.add(executor.submit(() -> permitted(permits, call)));
    }
    for (Future<?> each : calls) {
      each.get();
    }
    executor.shutdown();
    return calls.size();
  }

  private static Object permitted(Semaphore permits, Callable<?> call) throws Exception {
    permits.acquire();
    try {
      return call.call();
    } finally {
      permits.release();
    }
  }

  private static long pinned(Path file) throws Exception {
    long pinned = 0;
    for (RecordedEvent event : RecordingFile.readAllEvents(file)) {
      if (event.getEventType().getName().equals(PINNED)) {
        pinned++;
        System.err.println(event);
      }
    }
    return pinned;
  }
}

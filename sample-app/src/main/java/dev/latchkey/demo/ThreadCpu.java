package dev.latchkey.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;

/**
 * What the threads of a JVM are there for, and the CPU time that those that live have taken. Only
 * Linux tells it; elsewhere there is none. Stateless.
 */
enum ThreadCpu {
  COMPILERS("compilers"),
  JVM("collector and JVM"),
  AGENT("agent"),
  APPLICATION("application");

  private final String words;

  ThreadCpu(String words) {
    this.words = words;
  }

  /** Returns nanoseconds by what threads are there for; empty where the system tells nothing. */
  static Map<ThreadCpu, Long> of(ProcessHandle process) {
    var sums = new EnumMap<ThreadCpu, Long>(ThreadCpu.class);
    var threads = Path.of("/proc", String.valueOf(process.pid()), "task");
    if (!Files.isDirectory(threads)) {
      return sums;
    }
    try (DirectoryStream<Path> each = Files.newDirectoryStream(threads)) {
      for (var thread : each) {
        try {
          var name = Files.readString(thread.resolve("comm")).strip();
          var times = Files.readString(thread.resolve("schedstat"));
          var nanos = Long.parseLong(times.substring(0, times.indexOf(' ')));
          sums.merge(of(name), nanos, Long::sum);
        } catch (IOException ended) {
          // Threads come and go, and what is open of one that went cannot be read.
        }
      }
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
    return sums;
  }

  /** The system cuts names at 15 letters. */
  private static ThreadCpu of(String thread) {
    if (thread.startsWith("C1 Comp") || thread.startsWith("C2 Comp")) {
      return COMPILERS;
    }
    if (thread.startsWith("G1 ") || thread.startsWith("GC ") || thread.startsWith("VM ")) {
      return JVM;
    }
    return thread.startsWith("latchke") ? AGENT : APPLICATION;
  }

  @Override
  public String toString() {
    return words;
  }
}

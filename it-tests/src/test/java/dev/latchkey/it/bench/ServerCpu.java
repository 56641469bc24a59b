package dev.latchkey.it.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * CPU time of a process, of those that it started, and of those of them that have ended, as Linux
 * counts it: in steps of ten milliseconds.
 */
public record ServerCpu(long pid) {
  private static final double MICROS_PER_TICK = 10_000;

  /** Fields 14 to 17 of the file, counted after the name: own and ended children's times. */
  private static final int FIRST = 11;

  private static final int LAST = 14;

  /** Returns microseconds; {@code NaN} where the system does not tell. */
  public double micros() {
    long ticks =
        ProcessHandle.of(pid).stream()
            .flatMap(process -> Stream.concat(Stream.of(process), process.descendants()))
            .mapToLong(process -> ticks(process.pid()))
            .sum();
    return ticks == 0 ? Double.NaN : ticks * MICROS_PER_TICK;
  }

  private static long ticks(long process) {
    try {
      String file = Files.readString(Path.of("/proc", String.valueOf(process), "stat"));
      String[] fields = file.substring(file.lastIndexOf(')') + 2).split(" ", -1);
      long ticks = 0;
      for (int i = FIRST; i <= LAST; i++) {
        ticks += Long.parseLong(fields[i]);
      }
      return ticks;
    } catch (IOException ended) {
      return 0;
    }
  }
}

package dev.latchkey.agent.start;

import java.lang.instrument.Instrumentation;
import java.util.Map;
import java.util.Set;

/**
 * Tells whether this run of the application makes a class-data archive or an AOT cache ({@code
 * -XX:ArchiveClassesAtExit}, {@code -XX:AOTMode=record}, {@code -XX:AOTCacheOutput}). The JVM's own
 * answer is asked for: its options may come from places that no property tells of, and the
 * management classes that list them would fix the application's log manager.
 */
final class ArchiveDump {
  private ArchiveDump() {}

  /** Returns whether it does; a JVM that does not tell makes none. */
  static boolean isRunning(Instrumentation instrumentation) {
    Module base = Object.class.getModule();
    try {
      instrumentation.redefineModule(
          base,
          Set.of(),
          Map.of("jdk.internal.misc", Set.of(ArchiveDump.class.getModule())),
          Map.of(),
          Set.of(),
          Map.of());
      return Boolean.TRUE.equals(
          Class.forName("jdk.internal.misc.CDS", false, null)
              .getMethod("isDumpingArchive")
              .invoke(null));
    } catch (ReflectiveOperationException | IllegalArgumentException untold) {
      return false;
    }
  }
}

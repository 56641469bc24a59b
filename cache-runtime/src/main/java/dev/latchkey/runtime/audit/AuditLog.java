package dev.latchkey.runtime.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.latchkey.runtime.time.Ticker;
import java.io.File;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Who changed what, when and why: kept in memory for those who ask, and on the disk as lines of
 * JSON, where entries are only ever added. Bounded in both. Thread-safe.
 *
 * <p>An entry is in memory at once and on the disk with the next {@link #flush}; when the disk
 * fails the entry waits there for the one after, as long as there is room, and the trouble is told
 * once.
 */
public final class AuditLog {
  private static final int MOST_IN_MEMORY = 1_000;
  private static final int MOST_WAITING = 1_000;
  private static final int MOST_TEXT = 2_000;
  private static final long MAX_BYTES = 1 << 20;

  private final Ticker ticker;
  private final AuditFile file;
  private final Consumer<String> trouble;

  /** Taken before the lock on the entries, by whoever uses the disk. */
  private final Object disk = new Object();

  private final Object entries = new Object();

  @GuardedBy("entries")
  private final ArrayDeque<AuditEntry> recent = new ArrayDeque<>();

  @GuardedBy("entries")
  private final ArrayDeque<AuditEntry> waiting = new ArrayDeque<>();

  @GuardedBy("entries")
  private long lastId;

  @GuardedBy("entries")
  private long lost;

  @GuardedBy("disk")
  private boolean open;

  @GuardedBy("disk")
  private boolean told;

  /**
   * Begins empty; what an earlier process wrote is known after {@link #start}.
   *
   * @param file of at most 1 MiB, with three older ones beside it
   * @param trouble told once, in a sentence, when the disk fails
   */
  public AuditLog(File file, Ticker ticker, Consumer<String> trouble) {
    this(file, MAX_BYTES, ticker, trouble);
  }

  AuditLog(File file, long maxBytes, Ticker ticker, Consumer<String> trouble) {
    this.file = new AuditFile(file, maxBytes);
    this.ticker = ticker;
    this.trouble = trouble;
  }

  /**
   * Made with the first use: Jackson opens the JDK's file system, before main a choice too many.
   */
  private static final class Mapper {
    static final ObjectMapper INSTANCE = new ObjectMapper();
  }

  /** Takes up what was written before, and writes from the next flush on; not before main began. */
  public void start() {
    synchronized (disk) {
      List<AuditEntry> known = new ArrayList<>();
      try {
        for (String line : file.tail(MOST_IN_MEMORY)) {
          read(line, known);
        }
      } catch (IOException unreadable) {
        tell("cannot be read", unreadable);
      }
      takeUp(known);
      open = true;
    }
    flush();
  }

  /** What was added before the file was read comes after what is in it. */
  private void takeUp(List<AuditEntry> known) {
    synchronized (entries) {
      long last = known.isEmpty() ? 0 : known.get(known.size() - 1).id();
      List<AuditEntry> own = List.copyOf(recent);
      recent.clear();
      waiting.clear();
      known.forEach(entry -> keep(recent, MOST_IN_MEMORY, entry));
      lastId = last;
      for (AuditEntry each : own) {
        AuditEntry numbered = numbered(++lastId, each);
        keep(recent, MOST_IN_MEMORY, numbered);
        keep(waiting, MOST_WAITING, numbered);
      }
    }
  }

  private static AuditEntry numbered(long id, AuditEntry entry) {
    return new AuditEntry(
        id,
        entry.at(),
        entry.actor(),
        entry.address(),
        entry.action(),
        entry.before(),
        entry.after(),
        entry.reason(),
        entry.result());
  }

  /** Adds an entry; texts are cut to a line of 2,000 characters. */
  @CanIgnoreReturnValue
  public AuditEntry add(
      String actor,
      String address,
      String action,
      String before,
      String after,
      String reason,
      String result) {
    synchronized (entries) {
      AuditEntry entry =
          new AuditEntry(
              ++lastId,
              ticker.now(),
              actor,
              address,
              line(action),
              line(before),
              line(after),
              line(reason),
              result);
      keep(recent, MOST_IN_MEMORY, entry);
      if (keep(waiting, MOST_WAITING, entry)) {
        lost++;
      }
      return entry;
    }
  }

  private static String line(String text) {
    String line = text.replaceAll("[\\p{Cntrl}\\u2028\\u2029]+", " ").strip();
    return line.length() <= MOST_TEXT ? line : line.substring(0, MOST_TEXT);
  }

  /** Returns whether an older entry had to go. */
  private static boolean keep(ArrayDeque<AuditEntry> kept, int most, AuditEntry entry) {
    boolean full = kept.size() == most;
    if (full) {
      kept.removeFirst();
    }
    kept.addLast(entry);
    return full;
  }

  /** Writes what waits. Does nothing before {@link #start}, and never throws. */
  public void flush() {
    synchronized (disk) {
      if (!open) {
        return;
      }
      List<AuditEntry> writing;
      synchronized (entries) {
        writing = List.copyOf(waiting);
      }
      if (writing.isEmpty()) {
        return;
      }
      try {
        List<String> lines = new ArrayList<>();
        for (AuditEntry each : writing) {
          lines.add(json(each));
        }
        file.append(lines);
        synchronized (entries) {
          waiting.removeAll(writing);
        }
      } catch (IOException | RuntimeException failed) {
        tell("cannot be written, so changes will not be known after a restart", failed);
      }
    }
  }

  @GuardedBy("disk")
  private void tell(String what, Exception failure) {
    if (!told) {
      told = true;
      trouble.accept("The audit file " + file + " " + what + ": " + failure);
    }
  }

  /** Returns the entries in memory whose id is above {@code id}, oldest first; 0 for all. */
  public List<AuditEntry> after(long id) {
    synchronized (entries) {
      return recent.stream().filter(entry -> entry.id() > id).toList();
    }
  }

  /** Returns how many entries never reached the disk, because it failed for too long. */
  public long lost() {
    synchronized (entries) {
      return lost;
    }
  }

  private static String json(AuditEntry entry) throws JsonProcessingException {
    var node =
        Mapper.INSTANCE
            .createObjectNode()
            .put("id", entry.id())
            .put("at", entry.at().toString())
            .put("actor", entry.actor())
            .put("address", entry.address())
            .put("action", entry.action())
            .put("before", entry.before())
            .put("after", entry.after())
            .put("reason", entry.reason())
            .put("result", entry.result());
    return Mapper.INSTANCE.writeValueAsString(node);
  }

  /** A line that was cut when a process ended, or that is none of ours, is left out. */
  private static void read(String line, List<AuditEntry> known) {
    try {
      JsonNode node = Mapper.INSTANCE.readTree(line);
      if (node != null && node.hasNonNull("id")) {
        known.add(
            new AuditEntry(
                node.path("id").asLong(),
                Instant.parse(node.path("at").asText()),
                node.path("actor").asText(),
                node.path("address").asText(),
                node.path("action").asText(),
                node.path("before").asText(),
                node.path("after").asText(),
                node.path("reason").asText(),
                node.path("result").asText()));
      }
    } catch (JsonProcessingException | DateTimeException foreign) {
      return;
    }
  }
}

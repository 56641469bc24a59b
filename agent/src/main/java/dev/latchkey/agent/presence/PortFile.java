package dev.latchkey.agent.presence;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The file {@code latchkey-<pid>.port} in the folder for temporary files. It is there as long as
 * the agent is: removed by a detach and at the JVM's exit, and known to be stale when the JVM had
 * no time for that.
 *
 * <p>Immutable.
 */
public final class PortFile {
  private static final int MOST_BYTES = 4096;
  private static final Pattern NAME = Pattern.compile("latchkey-(\\d{1,18})\\.port");

  /** The JDK tells the begin of a process in seconds since the machine was started. */
  private static final Duration CLOCK_ERROR = Duration.ofSeconds(2);

  private final Path path;

  private PortFile(Path path) {
    this.path = path;
  }

  /** Returns the file of a process, whether or not it exists. */
  public static PortFile of(String folder, long pid) {
    return new PortFile(Path.of(folder).resolve("latchkey-" + pid + ".port"));
  }

  /**
   * Writes the file, for its owner alone. One that is there already is from an earlier process of
   * the same number.
   *
   * @throws IOException when it cannot be written, for one because it belongs to somebody else
   */
  public void write(Presence presence) throws IOException {
    try {
      create(presence);
    } catch (FileAlreadyExistsException stale) {
      Files.delete(path);
      create(presence);
    }
    path.toFile().deleteOnExit();
  }

  private void create(Presence presence) throws IOException {
    try (Writer out = PrivateFile.create(path)) {
      out.write(presence.text());
    }
  }

  /** Returns the processes that there are files of, whoever wrote them: each is to be read. */
  public static List<Long> pids(String folder) throws IOException {
    List<Long> pids = new ArrayList<>();
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(Path.of(folder), "latchkey-*.port")) {
      for (Path file : files) {
        Matcher name = NAME.matcher(file.getFileName().toString());
        if (name.matches()) {
          pids.add(Long.parseLong(name.group(1)));
        }
      }
    }
    return pids;
  }

  /** Removes the files of processes that are gone; those of other users stay. */
  public static void removeStale(String folder) throws IOException {
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(Path.of(folder), "latchkey-*.port")) {
      for (Path file : files) {
        Matcher name = NAME.matcher(file.getFileName().toString());
        if (name.matches() && ProcessHandle.of(Long.parseLong(name.group(1))).isEmpty()) {
          removeIfOwn(file);
        }
      }
    }
  }

  private static void removeIfOwn(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException ofAnotherUser) {
      // It is theirs to remove.
    }
  }

  /** Removes the file if it is there. */
  public void remove() throws IOException {
    Files.deleteIfExists(path);
  }

  /**
   * Returns what the agent of {@code process} tells of itself. A file that the process cannot have
   * written is no answer: in a folder that everybody can write to, another user may have laid it
   * there to lead people to an address of his own. One from before the process began is removed.
   */
  public Optional<Presence> read(ProcessHandle process) {
    try {
      if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)
          || Files.size(path) > MOST_BYTES
          || !isOwnedBy(process)) {
        return Optional.empty();
      }
      Optional<Presence> presence = Presence.parse(Files.readString(path));
      if (presence.isPresent() && isStale(presence.get(), process)) {
        remove();
        return Optional.empty();
      }
      return presence.filter(found -> found.pid() == process.pid());
    } catch (IOException unreadable) {
      return Optional.empty();
    }
  }

  private boolean isOwnedBy(ProcessHandle process) throws IOException {
    String owner = Files.getOwner(path, LinkOption.NOFOLLOW_LINKS).getName();
    return process.info().user().filter(owner::equals).isPresent();
  }

  private static boolean isStale(Presence presence, ProcessHandle process) {
    Optional<Instant> began = process.info().startInstant();
    return !process.isAlive()
        || (began.isPresent() && presence.startedAt().isBefore(began.get().minus(CLOCK_ERROR)));
  }

  @Override
  public String toString() {
    return path.toString();
  }
}

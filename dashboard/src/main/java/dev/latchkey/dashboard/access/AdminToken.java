package dev.latchkey.dashboard.access;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.Set;

/**
 * The secret that every change needs. It stands in a file, so that whoever may read the file may
 * change the agent; a changed file holds from the next request on. Thread-safe. Never shown: not in
 * {@code toString}, not in a message.
 *
 * <p>Uses java.nio.file, because only there a file can be created with mode 0600 in one step; so it
 * must not be opened before the application's {@code main}.
 */
public final class AdminToken {
  private static final int MIN_LENGTH = 16;
  private static final int MAX_LENGTH = 4096;

  private final Path file;
  private final SecureRandom random;

  @GuardedBy("this")
  private String token = "";

  @GuardedBy("this")
  private int generation;

  @GuardedBy("this")
  private State state = State.MEMORY;

  @GuardedBy("this")
  private FileTime readAt = FileTime.fromMillis(0);

  @GuardedBy("this")
  private String refusal = "";

  /** Where the token is kept. */
  public enum State {
    /** It was in the file. */
    READ,
    /** It was created and written to the file. */
    CREATED,
    /** The file is there and its owner or its rights make it no secret. */
    REFUSED,
    /**
     * The file can be neither read nor written: the token is known to nobody, and nothing can be
     * changed until the file is there.
     */
    MEMORY
  }

  private AdminToken(Path file, SecureRandom random) {
    this.file = file;
    this.random = random;
  }

  /**
   * Reads the token, or creates it, with its directory, for the user alone. Fails never: see {@link
   * State#MEMORY}.
   */
  public static AdminToken open(File file, SecureRandom random) {
    var token = new AdminToken(file.toPath(), random);
    token.load();
    return token;
  }

  /** Reads the token of a file that the user made; without one it matches nothing. Fails never. */
  public static AdminToken existing(File file, SecureRandom random) {
    var token = new AdminToken(file.toPath(), random);
    token.loadExisting();
    return token;
  }

  /** Returns the file's path, whether or not it is there. */
  public String file() {
    return file.toString();
  }

  /** Returns where the token is kept. */
  public synchronized State state() {
    return state;
  }

  /** Returns why nobody can show this token, and how to mend it; nothing when it is there. */
  public synchronized Optional<String> refusal() {
    return switch (state) {
      case READ, CREATED -> Optional.empty();
      case REFUSED -> Optional.of("the token file " + file + " is refused: " + refusal);
      case MEMORY ->
          Optional.of("the token file " + file + " holds no token of 16 characters or more");
    };
  }

  /** Returns whether {@code candidate} is the token, in a time that tells nothing about it. */
  public synchronized boolean matches(String candidate) {
    reload();
    return Secrets.same(token, candidate);
  }

  /** Returns a number that is another one once the token changed. */
  public synchronized int generation() {
    reload();
    return generation;
  }

  @Override
  public String toString() {
    return "AdminToken[***]";
  }

  private synchronized void load() {
    if (readFile()) {
      state = State.READ;
      return;
    }
    token = Secrets.random(random);
    if (state == State.REFUSED) {
      return;
    }
    state = createFile(token) ? State.CREATED : State.MEMORY;
    if (state == State.MEMORY && readFile()) {
      // Another agent of the same user created it at the same moment.
      state = State.READ;
    }
  }

  private synchronized void loadExisting() {
    token = Secrets.random(random);
    if (readFile()) {
      state = State.READ;
    }
  }

  @GuardedBy("this")
  private void reload() {
    try {
      if (!Files.getLastModifiedTime(file).equals(readAt) && readFile()) {
        state = State.READ;
      }
    } catch (IOException | SecurityException e) {
      // Gone or unreadable: the token that was known stays in force.
    }
  }

  @GuardedBy("this")
  private boolean readFile() {
    try {
      if (Files.size(file) > MAX_LENGTH || isRefused()) {
        return false;
      }
      var modified = Files.getLastModifiedTime(file);
      var text = Files.readString(file).strip();
      if (text.length() < MIN_LENGTH) {
        return false;
      }
      if (!text.equals(token)) {
        token = text;
        generation++;
      }
      readAt = modified;
      return true;
    } catch (IOException | SecurityException e) {
      return false;
    }
  }

  /** A token that was read while the file was in order stays in force. */
  @GuardedBy("this")
  private boolean isRefused() throws IOException {
    var found = TokenFileRights.refusal(file);
    refusal = found.orElse("");
    if (found.isPresent() && state != State.READ && state != State.CREATED) {
      state = State.REFUSED;
    }
    return found.isPresent();
  }

  @GuardedBy("this")
  private boolean createFile(String text) {
    try {
      var directory = file.toAbsolutePath().getParent();
      if (directory != null && !Files.isDirectory(directory)) {
        Files.createDirectories(directory, mode("rwx------"));
      }
      try (var channel =
          Files.newByteChannel(
              file,
              Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
              mode("rw-------"))) {
        channel.write(StandardCharsets.UTF_8.encode(text + "\n"));
      }
      readAt = Files.getLastModifiedTime(file);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    } catch (IOException | SecurityException e) {
      return false;
    }
  }

  private FileAttribute<?>[] mode(String permissions) {
    boolean posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
    return posix
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }
}

package dev.latchkey.runtime.config;

import dev.latchkey.runtime.config.ConfigEdits.Edit;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The configuration file as it is on the disk, beside what is in force. Thread-safe; each call
 * reads the file.
 */
public interface ConfigOnDisk {
  /** The largest file that is read or written, in bytes. */
  int MOST_BYTES = 1024 * 1024;

  /** There is no file: the defaults hold, and nothing can be read again. */
  ConfigOnDisk NONE =
      new ConfigOnDisk() {
        @Override
        public Standing compare() {
          return new Standing(State.NONE, List.of(), List.of());
        }

        @Override
        public Standing reload(String actor) {
          return compare();
        }

        @Override
        public Optional<String> version() {
          return Optional.empty();
        }

        @Override
        public boolean isWritable() {
          return false;
        }

        @Override
        public Written write(Change change, Terms terms) throws ConfigRefusedException {
          throw ConfigRefusedException.notPossible(NO_FILE);
        }
      };

  /** What is said to those who want to write where there is no file. */
  String NO_FILE =
      "there is no configuration file; name one with the agent option config and start again";

  /** What reading the file now would come to. */
  enum State {
    /** There is no file. */
    NONE,
    /** It says what is in force. */
    SAME,
    /** It says something else. */
    DIFFERS,
    /** It is not valid, or what it asks for cannot be done; what is in force stays. */
    REFUSED
  }

  /**
   * How the file stands to what is in force. Immutable.
   *
   * @param problems why it is refused, a line each; empty in other states
   */
  record Standing(State state, List<Difference> differences, List<String> problems) {
    /** Copies the lists. */
    public Standing {
      differences = List.copyOf(differences);
      problems = List.copyOf(problems);
    }

    /** Returns one for a file that was refused. */
    public static Standing refused(List<String> problems) {
      return new Standing(State.REFUSED, List.of(), problems);
    }
  }

  /** Reads the file and changes nothing. */
  Standing compare();

  /**
   * Puts the file in force, as a whole or not at all, as its change by itself does within seconds.
   *
   * @param actor who asks, for the event log
   * @return how the file stands afterwards; refused when the one before stays in force
   */
  Standing reload(String actor);

  /** Returns what names the file's content; changes with it. Empty when it cannot be read. */
  Optional<String> version();

  /** Tells whether it looks as if the file can be replaced. */
  boolean isWritable();

  /** Works out what the file is to become. */
  @FunctionalInterface
  interface Change {
    /**
     * Returns the new text and what it says.
     *
     * @param content what the file holds
     * @throws ConfigRefusedException when it is not to be made
     */
    Edit edit(ConfigEdits edits, byte[] content) throws ConfigRefusedException;
  }

  /**
   * On which terms the file is written. Immutable.
   *
   * @param versions one of which it must have now; empty for whatever there is
   * @param dryRun whether nothing is written, and only told what would come of it
   * @param actor who asks, for the event log
   */
  record Terms(Set<String> versions, boolean dryRun, String actor) {
    /** Copies the set. */
    public Terms {
      versions = Set.copyOf(versions);
    }

    /**
     * Checks what the file is now.
     *
     * @throws ConfigRefusedException when it is another than the caller saw
     */
    public void check(String version) throws ConfigRefusedException {
      if (!versions.isEmpty() && !versions.contains(version)) {
        throw ConfigRefusedException.stale();
      }
    }
  }

  /**
   * What came of writing, or would come of it. Immutable.
   *
   * @param file as it was named
   * @param written whether the file is another now
   * @param standing how the new text stands to what is in force
   * @param version of the file as it is now
   */
  record Written(String file, boolean written, Edit edit, Standing standing, String version) {}

  /**
   * Replaces the file and puts it in force, both or neither.
   *
   * @throws ConfigRefusedException when the file stays as it was
   */
  Written write(Change change, Terms terms) throws ConfigRefusedException;
}

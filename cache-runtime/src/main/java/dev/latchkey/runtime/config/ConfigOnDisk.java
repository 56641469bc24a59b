package dev.latchkey.runtime.config;

import java.util.List;

/**
 * The configuration file as it is on the disk, beside what is in force. Thread-safe; each call
 * reads the file.
 */
public interface ConfigOnDisk {
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
      };

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
}

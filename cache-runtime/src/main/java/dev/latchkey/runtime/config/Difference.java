package dev.latchkey.runtime.config;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A setting that the file has otherwise than it is in force. Immutable.
 *
 * @param inForce as the file would spell it, secrets masked; null when it is not set
 * @param source who said what is in force, as in {@link EffectiveSetting}
 * @param by who switched it; null for other sources
 * @param inFile what the file says now, or its default; null when it is not set
 * @param line where the file says so; null when it does not
 */
public record Difference(
    String key,
    @Nullable String inForce,
    String source,
    @Nullable String by,
    @Nullable String inFile,
    @Nullable Integer line,
    Effect effect) {

  /** When what the file says will be in force. */
  public enum Effect {
    /** When the file is read again. */
    RELOAD,
    /** When the application starts again. */
    RESTART,
    /**
     * Not while it runs: the file says what it said before somebody switched the phase, and reading
     * it again does not undo that.
     */
    SWITCHED;

    private final String id = name().toLowerCase(Locale.ROOT);

    /** Returns the name as users see it: lower case. */
    public String id() {
      return id;
    }
  }
}

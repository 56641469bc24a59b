package dev.latchkey.runtime.config;

/**
 * One thing that is wrong with a configuration file. Immutable; never holds the value of a secret
 * or of an environment variable.
 *
 * @param id stable id of the kind of problem, such as {@code LK-1104}
 * @param file the file as the user named it
 * @param line counted from 1; 0 when the whole file is meant
 * @param column counted from 1; 0 when the whole file is meant
 * @param path dotted key, such as {@code phases.jwks.ttl}; empty when no key is meant
 * @param text what is wrong and how to mend it, naming the key and the value; one line
 */
public record Problem(String id, String file, int line, int column, String path, String text) {

  /** Returns the line that users see: id, place, text. */
  @Override
  public String toString() {
    String place = line == 0 ? file : file + ":" + line + ":" + column;
    return id + " " + place + " " + text;
  }
}

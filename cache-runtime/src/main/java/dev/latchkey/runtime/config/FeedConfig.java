package dev.latchkey.runtime.config;

import dev.latchkey.runtime.feed.FeedKind;
import dev.latchkey.runtime.feed.FeedTable;
import java.io.File;
import java.util.List;
import java.util.Optional;

/**
 * Where changes of other processes are heard of. Immutable.
 *
 * @param url of JDBC; may hold a password
 * @param passwordFile its first line is the password
 * @param tables at least one
 */
public record FeedConfig(
    FeedKind kind, Secret url, String user, Optional<File> passwordFile, List<FeedTable> tables) {
  /** Copies the list. */
  public FeedConfig {
    tables = List.copyOf(tables);
  }
}

package dev.latchkey.runtime.session;

import dev.latchkey.runtime.feed.IndirectWrites;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Which connections read from a copy of the database that may not have seen the last change yet
 * (safety rule SES-17). Immutable.
 */
final class Replicas {
  /** As long as a replica is taken to be behind when nobody says otherwise. */
  static final int DEFAULT_LAG_SECONDS = 2;

  /** Parts of addresses by which drivers choose, or may choose, a secondary server. */
  private static final List<String> SECONDARY =
      List.of(
          "targetservertype=secondary",
          "targetservertype=slave",
          "targetservertype=prefers",
          "targetservertype=any",
          "jdbc:mysql:replication:",
          "jdbc:mysql:loadbalance:",
          "jdbc:mariadb:replication:",
          "jdbc:mariadb:loadbalance:",
          "applicationintent=readonly");

  private final Optional<Duration> given;

  Replicas(Optional<Duration> given) {
    this.given = given;
  }

  /** Returns for how long after a change nothing is kept that was read on this connection. */
  long lagNanos(Connection connection) {
    if (given.isPresent()) {
      return given.get().toNanos();
    }
    return pointsToReplica(connection) ? Duration.ofSeconds(DEFAULT_LAG_SECONDS).toNanos() : 0;
  }

  /** Returns the address of a connection's database; empty when it is not known. */
  static String address(Connection connection) {
    try {
      String url = connection.getMetaData().getURL();
      return url == null ? "" : IndirectWrites.address(url);
    } catch (Exception unknown) {
      return "";
    }
  }

  private static boolean pointsToReplica(Connection connection) {
    try {
      String address = connection.getMetaData().getURL();
      if (address == null) {
        return true;
      }
      String lower = address.toLowerCase(Locale.ROOT);
      return SECONDARY.stream().anyMatch(lower::contains)
          || (lower.startsWith("jdbc:postgresql:") && connection.isReadOnly());
    } catch (Exception unknown) {
      return true;
    }
  }
}

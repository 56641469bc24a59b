package dev.latchkey.demo;

import com.example.postgres.OrdersDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/**
 * Changes users whom the service answers from memory, through the service and behind its back, and
 * looks when it tells of them as they are. What changes them behind its back is this process, which
 * has no agent. Confined to one thread.
 */
final class UserChanges {
  /** How many users are changed in each way. */
  static final int CHANGES = 10;

  private static final int MOST_REQUESTS = 50;
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final OrdersDatabase database;
  private final OrdersClient client;
  private final AdminClient agent;
  private final IntFunction<String> tokens;

  /**
   * Changes users of that database.
   *
   * @param tokens one for each number of a user, from 0
   */
  UserChanges(
      OrdersDatabase database, OrdersClient client, AdminClient agent, IntFunction<String> tokens) {
    this.database = database;
    this.client = client;
    this.agent = agent;
    this.tokens = tokens;
  }

  /**
   * When the changes were seen. Immutable.
   *
   * @param fromMemory how many of all changes met a user whom the service answered from memory
   * @param seenNext how many changes through the service the next request told of
   * @param otherMillis for each change by another process how long after its commit a request told
   *     of it, in ascending order; as long as was waited where none did
   */
  record Outcome(int fromMemory, int seenNext, List<Double> otherMillis) {
    Outcome {
      otherMillis = otherMillis.stream().sorted().toList();
    }
  }

  /** Makes the changes, and takes them back. */
  Outcome run() throws InterruptedException, SQLException {
    var fromMemory = 0;
    var seenNext = 0;
    var millis = new ArrayList<Double>();
    try (var other = database.connectAsSuperuser()) {
      for (int i = 0; i < CHANGES; i++) {
        var token = tokens.apply(i);
        var name = "Renamed by the service " + i;
        fromMemory += isFromMemory(token) ? 1 : 0;
        client.rename(token, name);
        seenNext += client.customer(token).equals(name) ? 1 : 0;
      }
      for (int i = 0; i < CHANGES; i++) {
        var token = tokens.apply(i);
        fromMemory += isFromMemory(token) ? 1 : 0;
        millis.add(seenAfterMillis(other, token, i));
      }
      for (int i = 0; i < CHANGES; i++) {
        rename(other, i, "User " + (1 + i));
      }
    }
    return new Outcome(fromMemory, seenNext, millis);
  }

  /** Asks for the user until a request needs no query for him. */
  private boolean isFromMemory(String token) throws InterruptedException {
    for (int i = 0; i < MOST_REQUESTS; i++) {
      var before = agent.userQueries();
      client.customer(token);
      if (agent.userQueries() == before) {
        return true;
      }
    }
    return false;
  }

  private double seenAfterMillis(Connection other, String token, int number)
      throws InterruptedException, SQLException {
    var name = "Renamed by another process " + number;
    rename(other, number, name);
    var committed = System.nanoTime();
    var elapsed = 0L;
    var seen = false;
    while (!seen && elapsed < LIMIT.toNanos()) {
      seen = client.customer(token).equals(name);
      elapsed = System.nanoTime() - committed;
    }
    return Math.round(elapsed / 1e4) / 100.0;
  }

  private static void rename(Connection other, int number, String name) throws SQLException {
    try (var update = other.prepareStatement("update users set name = ? where subject = ?")) {
      update.setString(1, name);
      update.setString(2, SubjectTokens.request(number).subject());
      update.executeUpdate();
    }
  }
}

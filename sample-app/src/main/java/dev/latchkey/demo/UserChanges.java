package dev.latchkey.demo;

import com.example.idp.IdentityProvider;
import com.example.postgres.OrdersDatabase;
import com.nimbusds.jose.JOSEException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * Changes a user through the service, and takes roles away and gives them back behind its back, and
 * sees when the service notices, with phases 1 to 4 on. Confined to one thread.
 */
final class UserChanges {
  private static final int TIMES = 10;

  /** One that nobody uses for anything else. */
  private static final int SUBJECT = 150;

  /** Past what the agent states as the greatest staleness of roles. */
  private static final Duration LONGEST = Duration.ofSeconds(60);

  private static final String WHOLE = "integrated";
  private static final int ALLOWED = 200;
  private static final int FORBIDDEN = 403;

  private static final String TAKE =
      "delete from user_roles where role = 'orders:read' and user_id = " + (SUBJECT + 1);

  private static final String GIVE =
      "insert into user_roles values (" + (SUBJECT + 1) + ", 'orders:read')";

  private final IdentityProvider provider;
  private final OrdersClient client;
  private final AdminClient agent;
  private final OrdersDatabase database;

  UserChanges(
      IdentityProvider provider, OrdersClient client, AdminClient agent, OrdersDatabase database) {
    this.provider = provider;
    this.client = client;
    this.agent = agent;
    this.database = database;
  }

  /**
   * When changes were seen. Immutable; the components are the names in the result file.
   *
   * @param here how many the service made itself
   * @param hereFromMemory how often the request before was answered without asking for the user
   * @param hereSeenNext how many the next request showed
   * @param elsewhere how many another process made
   * @param elsewhereMedianMillis from the commit to the answer that shows it
   * @param elsewhereMostMillis likewise, of the latest
   */
  record Seen(
      int here,
      int hereFromMemory,
      int hereSeenNext,
      int elsewhere,
      double elsewhereMedianMillis,
      double elsewhereMostMillis) {
    private static final double GOAL_MILLIS = 1_000;

    /**
     * Returns silently if no request was answered with what the service itself had changed.
     *
     * @throws DemoException when one was
     */
    void check() {
      if (hereSeenNext < here) {
        throw new DemoException(
            (here - hereSeenNext) + " changes of a user were not seen by the next request");
      }
    }

    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "A user changed through the service was seen by the next request %d times of %d; %d times"
              + " the request before came from memory.%n"
              + "Roles changed by another process were seen after %.0f ms at the median, %.0f ms at"
              + " most, in %d changes (goal: %.0f ms).",
          hereSeenNext,
          here,
          hereFromMemory,
          elsewhereMedianMillis,
          elsewhereMostMillis,
          elsewhere,
          GOAL_MILLIS);
    }
  }

  Seen run() throws InterruptedException, SQLException {
    agent.turn(WHOLE, false);
    try (var connection = database.connectAsSuperuser()) {
      var token = provider.issue(SubjectTokens.request(SUBJECT));
      var fromMemory = 0;
      var seen = 0;
      var before = client.customer(token);
      for (int i = 1; i <= TIMES; i++) {
        fromMemory += isFromMemory(token) ? 1 : 0;
        var name = before + ", " + i;
        client.rename(token, name);
        seen += client.customer(token).equals(name) ? 1 : 0;
      }
      client.rename(token, before);
      var times = new ArrayList<Double>();
      for (int i = 0; i < TIMES / 2; i++) {
        times.add(noticed(connection, token, TAKE, FORBIDDEN));
        times.add(noticed(connection, token, GIVE, ALLOWED));
      }
      return new Seen(TIMES, fromMemory, seen, times.size(), median(times), Collections.max(times));
    } catch (JOSEException e) {
      throw new DemoException("The identity provider cannot sign: " + e.getMessage(), e);
    } finally {
      agent.turn(WHOLE, true);
    }
  }

  private boolean isFromMemory(String token) throws InterruptedException {
    client.customer(token);
    var before = agent.userQueries();
    client.customer(token);
    return agent.userQueries() == before;
  }

  /** Returns after how many milliseconds the service answers with that status. */
  private double noticed(Connection connection, String token, String change, int status)
      throws InterruptedException, SQLException {
    client.status(token);
    client.status(token);
    try (var statement = connection.createStatement()) {
      statement.executeUpdate(change);
    }
    var begun = System.nanoTime();
    while (client.status(token) != status) {
      if (System.nanoTime() - begun > LONGEST.toNanos()) {
        throw new DemoException(
            "A change by another process was not seen within " + LONGEST.toSeconds() + " s");
      }
    }
    return (System.nanoTime() - begun) / 1e6;
  }

  private static double median(List<Double> times) {
    var sorted = times.stream().sorted().toList();
    return (sorted.get((sorted.size() - 1) / 2) + sorted.get(sorted.size() / 2)) / 2;
  }
}

package com.example.orders;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.idp.Algorithm;
import com.example.open.OpenOrdersApplication;
import com.example.tuned.TunedOrdersApplication;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;

/** The three builds of the service, each running in front of the same provider and database. */
class OrdersServiceTest {
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static Surroundings surroundings;

  @BeforeAll
  static void start() throws Exception {
    surroundings = Surroundings.start();
  }

  @AfterAll
  static void stop() {
    surroundings.close();
  }

  @Nested
  class OrdinaryBuild extends AuthenticatingBuild {
    OrdinaryBuild() {
      super(OrdersApplication.class);
    }

    @Test
    void fetchesTheKeySetForEveryRequest() throws Exception {
      var token = surroundings.provider().issue(surroundings.request("user-0002"));
      var before = surroundings.provider().keySetFetches();

      get(token);
      get(token);
      get(token);

      assertThat(surroundings.provider().keySetFetches() - before).isEqualTo(3);
    }

    @Test
    void notesThatTheUserWasSeen() throws Exception {
      get(surroundings.provider().issue(surroundings.request("user-0003")));

      assertThat(usersSeen("user-0003")).isEqualTo(1);
      assertThat(usersSeen("user-0999")).isZero();
    }

    @Test
    void givesTheCallerAnotherName() throws Exception {
      var token = surroundings.provider().issue(surroundings.request("user-0005"));

      assertThat(rename(token, "{\"name\":\"Fay\"}")).isEqualTo(204);

      assertThat(get(token).body()).contains("\"customer\":\"Fay\"");
      var other = surroundings.provider().issue(surroundings.request("user-0006"));
      assertThat(get(other).body()).contains("\"customer\":\"User 6\"");
    }

    @Test
    void refusesAnotherNameThatIsNone() throws Exception {
      var token = surroundings.provider().issue(surroundings.request("user-0007"));

      assertThat(rename(token, "{}")).isEqualTo(400);
      assertThat(rename(token, "{\"name\":\"  \"}")).isEqualTo(400);
      assertThat(rename(token, "{\"name\":\"" + "x".repeat(201) + "\"}")).isEqualTo(400);
      assertThat(rename("rubbish", "{\"name\":\"Fay\"}")).isEqualTo(401);
      assertThat(get(token).body()).contains("\"customer\":\"User 7\"");
    }

    private int rename(String token, String body) throws Exception {
      var request =
          HttpRequest.newBuilder(orders().resolve("/profile"))
              .header("Authorization", "Bearer " + token)
              .header("Content-Type", "application/json")
              .PUT(BodyPublishers.ofString(body))
              .build();
      return HTTP.send(request, BodyHandlers.discarding()).statusCode();
    }

    @Test
    void answers503WhileTheProviderIsDown() throws Exception {
      var token = surroundings.provider().issue(surroundings.request("user-0002"));
      surroundings.provider().outage(true);
      try {
        var answer = get(token);

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).contains("\"error\"");
      } finally {
        surroundings.provider().outage(false);
      }
    }

    @Test
    void refusesAWithdrawnKeyAtOnce() throws Exception {
      var token = surroundings.provider().issue(surroundings.request("user-0002"));
      assertThat(get(token).statusCode()).isEqualTo(200);

      surroundings.provider().rotate(false);

      assertThat(get(token).statusCode()).isEqualTo(401);
    }
  }

  @Nested
  class TunedBuild extends AuthenticatingBuild {
    TunedBuild() {
      super(TunedOrdersApplication.class);
    }

    @Test
    void fetchesNothingForATokenItKnows() throws Exception {
      var token = surroundings.provider().issue(surroundings.request("user-0002"));
      get(token);
      var before = surroundings.provider().keySetFetches();

      get(token);
      get(token);

      assertThat(surroundings.provider().keySetFetches()).isEqualTo(before);
    }

    @Test
    void servesAKnownTokenWhileTheProviderIsDown() throws Exception {
      var token = surroundings.provider().issue(surroundings.request("user-0002"));
      get(token);
      surroundings.provider().outage(true);
      try {
        assertThat(get(token).statusCode()).isEqualTo(200);
      } finally {
        surroundings.provider().outage(false);
      }
    }
  }

  @Nested
  class OpenBuild extends Build {
    OpenBuild() {
      super(OpenOrdersApplication.class);
    }

    @Test
    void listsOrdersForAnybody() throws Exception {
      var answer = get("no token at all");

      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body()).contains("\"customer\":\"User 1\"").contains("\"amountCents\"");
    }
  }

  /** What must hold for every build that authenticates. */
  abstract static class AuthenticatingBuild extends Build {
    AuthenticatingBuild(Class<?> application) {
      super(application);
    }

    @Test
    void listsTheOrdersOfTheCaller() throws Exception {
      var answer = get(surroundings.provider().issue(surroundings.request("user-0042")));

      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body()).contains("\"customer\":\"User 42\"").contains("\"article\"");
    }

    @Test
    void acceptsAnotherAlgorithm() throws Exception {
      var request = surroundings.request("user-0042");

      assertThat(get(surroundings.provider().issue(request, Algorithm.ES256)).statusCode())
          .isEqualTo(200);
    }

    @Test
    void refusesATamperedToken() throws Exception {
      var token = surroundings.provider().issue(surroundings.request("user-0042"));
      assertThat(get(token).statusCode()).isEqualTo(200);
      var start = token.lastIndexOf('.') + 1;
      var first = token.charAt(start) == 'A' ? 'B' : 'A';

      assertRefused(get(token.substring(0, start) + first + token.substring(start + 1)));
    }

    @Test
    void refusesClaimsUnderTheSignatureOfOthers() throws Exception {
      var own = surroundings.provider().issue(surroundings.request("user-0042")).split("\\.");
      var other = surroundings.provider().issue(surroundings.request("user-0043")).split("\\.");

      assertRefused(get(own[0] + "." + other[1] + "." + own[2]));
    }

    @Test
    void refusesAnExpiredToken() throws Exception {
      var request = surroundings.request("user-0042").living(Duration.ofMinutes(-5));

      assertRefused(get(surroundings.provider().issue(request)));
    }

    @Test
    void refusesATokenForSomebodyElse() throws Exception {
      var request = surroundings.request("user-0042").forAudience("invoices");

      assertRefused(get(surroundings.provider().issue(request)));
    }

    @Test
    void refusesAnUnknownKey() throws Exception {
      var request = surroundings.request("user-0042");

      assertRefused(get(surroundings.provider().forge(request)));
      assertRefused(get(surroundings.provider().forge(request)));
      assertRefused(get(surroundings.provider().forge(request)));
    }

    @Test
    void refusesAnUnknownUser() throws Exception {
      assertRefused(get(surroundings.provider().issue(surroundings.request("nobody"))));
    }

    @Test
    void refusesWhatIsNoToken() throws Exception {
      assertRefused(get("rubbish"));
    }

    @Test
    void refusesARequestWithoutAToken() throws Exception {
      assertRefused(HTTP.send(HttpRequest.newBuilder(orders()).build(), BodyHandlers.ofString()));
    }

    @Test
    void forbidsWhatTheRolesDoNotAllow() throws Exception {
      var answer = get(surroundings.provider().issue(surroundings.request("user-1000")));

      assertThat(answer.statusCode()).isEqualTo(403);
    }

    private static void assertRefused(HttpResponse<String> answer) {
      assertThat(answer.statusCode()).isEqualTo(401);
      assertThat(answer.headers().firstValue("content-type")).contains("application/json");
      assertThat(answer.headers().firstValue("www-authenticate"))
          .hasValueSatisfying(value -> assertThat(value).startsWith("Bearer"));
      assertThat(answer.body()).contains("\"status\":401").contains("\"error\":\"");
    }
  }

  /** A running build. */
  @TestInstance(Lifecycle.PER_CLASS)
  abstract static class Build {
    private final Class<?> application;
    private ServletWebServerApplicationContext context;

    Build(Class<?> application) {
      this.application = application;
    }

    @BeforeAll
    void run() {
      context =
          (ServletWebServerApplicationContext)
              SpringApplication.run(application, surroundings.arguments());
    }

    @AfterAll
    void close() {
      context.close();
    }

    URI orders() {
      return URI.create("http://127.0.0.1:" + context.getWebServer().getPort() + "/orders");
    }

    HttpResponse<String> get(String token) throws IOException, InterruptedException {
      var request =
          HttpRequest.newBuilder(orders()).header("Authorization", "Bearer " + token).build();
      return HTTP.send(request, BodyHandlers.ofString());
    }
  }

  private static int usersSeen(String subject) throws SQLException {
    try (var connection = surroundings.database().connectAsSuperuser();
        var query =
            connection.prepareStatement(
                "select count(*) from users where subject = ? and last_seen is not null")) {
      query.setString(1, subject);
      try (var rows = query.executeQuery()) {
        rows.next();
        return rows.getInt(1);
      }
    }
  }
}

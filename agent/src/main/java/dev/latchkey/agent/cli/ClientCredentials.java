package dev.latchkey.agent.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.latchkey.dashboard.http.Json;
import dev.latchkey.runtime.bench.Failures;
import dev.latchkey.runtime.bench.TokenKind;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Gets tokens by the client credentials grant (RFC 6749 section 4.4), the client's secret in a
 * Basic header (section 2.3.1). Confined to one thread.
 *
 * @param count how many tokens a call of {@link #fetch} gets
 * @param wrongAudience for tokens that the service must refuse; null for none
 */
record ClientCredentials(
    URI endpoint,
    String client,
    TokenSource secret,
    @Nullable String scope,
    @Nullable String audience,
    @Nullable String wrongAudience,
    int count,
    HttpClient http) {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final int BAD = 10;
  private static final long USUAL_LIFE_SECONDS = 300;

  /**
   * Tokens and how long they are good.
   *
   * @param life of the one that ends first
   */
  record Fetched(BearerTokens tokens, Duration life) {}

  Fetched fetch() throws CommandException {
    BearerTokens tokens = new BearerTokens();
    long life = Long.MAX_VALUE;
    for (int i = 0; i < count; i++) {
      JsonNode answer = token(audience);
      life = Math.min(life, answer.path("expires_in").asLong(USUAL_LIFE_SECONDS));
      tokens.add(TokenKind.GOOD, answer.path("access_token").asText(), endpoint.toString());
    }
    for (int i = 0; wrongAudience != null && i < BAD; i++) {
      JsonNode answer = token(wrongAudience);
      tokens.add(
          TokenKind.WRONG_AUDIENCE, answer.path("access_token").asText(), endpoint.toString());
    }
    return new Fetched(tokens.spoiled(), Duration.ofSeconds(Math.max(1, life)));
  }

  private JsonNode token(@Nullable String wanted) throws CommandException {
    StringBuilder form = new StringBuilder("grant_type=client_credentials");
    field(form, "scope", scope);
    field(form, "audience", wanted);
    String basic = encoded(client) + ":" + encoded(secret.read());
    try {
      HttpRequest request =
          HttpRequest.newBuilder(endpoint)
              .timeout(LIMIT)
              .header("Content-Type", "application/x-www-form-urlencoded")
              .header("Accept", "application/json")
              .header(
                  "Authorization",
                  "Basic "
                      + Base64.getEncoder()
                          .encodeToString(basic.getBytes(StandardCharsets.US_ASCII)))
              .POST(BodyPublishers.ofString(form.toString()))
              .build();
      HttpResponse<byte[]> answer = http.send(request, BodyHandlers.ofByteArray());
      return answer.statusCode() == 200 ? Json.read(answer.body()) : refused(answer);
    } catch (IOException failure) {
      throw new CommandException(
          "LK-4030",
          "no token came from "
              + endpoint
              + " ("
              + Failures.name(failure)
              + "); for https see --ca");
    } catch (IllegalArgumentException wrong) {
      throw new CommandException(
          "LK-4030", endpoint + " is no address such as https://host/token to get tokens from");
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new CommandException(ExitCodes.INTERRUPTED, "LK-4026", "interrupted");
    }
  }

  /** The error of section 5.2 is a word, and says what to mend; the description might say more. */
  private JsonNode refused(HttpResponse<byte[]> answer) throws CommandException {
    Optional<String> error = Optional.empty();
    try {
      error = Optional.of(Json.read(answer.body()).path("error").asText());
    } catch (IOException none) {
      // The status has to do.
    }
    throw new CommandException(
        "LK-4030",
        endpoint
            + " gives no token: "
            + answer.statusCode()
            + error.map(word -> " " + Text.printable(word)).orElse(""));
  }

  private static void field(StringBuilder form, String name, @Nullable String value) {
    if (value != null) {
      form.append('&').append(name).append('=').append(encoded(value));
    }
  }

  private static String encoded(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8);
  }
}

package dev.latchkey.demo;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import tools.jackson.databind.json.JsonMapper;

/**
 * Asks the service for orders, and for other names, over connections that are kept. Thread-safe.
 */
final class OrdersClient {
  private static final Duration TIME_OUT = Duration.ofSeconds(30);
  private static final JsonMapper JSON = new JsonMapper();

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final URI orders;
  private final URI profile;

  OrdersClient(URI service) {
    orders = service.resolve("/orders");
    profile = service.resolve("/profile");
  }

  /** Sends the token; the future is true for a 200, and fails where there is no answer at all. */
  CompletableFuture<Boolean> succeeds(String token) {
    return http.sendAsync(request(token), BodyHandlers.discarding())
        .thenApply(HttpResponse::statusCode)
        .thenApply(status -> status == 200);
  }

  /** Returns the status that the token is answered with. */
  int status(String token) throws InterruptedException {
    try {
      return http.send(request(token), BodyHandlers.discarding()).statusCode();
    } catch (IOException e) {
      throw new DemoException("The service does not answer: " + e.getMessage(), e);
    }
  }

  /** Returns the name that the service knows the token's user by. */
  String customer(String token) throws InterruptedException {
    return JSON.readTree(answer(request(token), 200)).path("customer").asString();
  }

  /** Gives the token's user another name. */
  void rename(String token, String name) throws InterruptedException {
    var body = JSON.createObjectNode().put("name", name).toString();
    answer(
        HttpRequest.newBuilder(profile)
            .timeout(TIME_OUT)
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json")
            .PUT(BodyPublishers.ofString(body))
            .build(),
        204);
  }

  private String answer(HttpRequest request, int wanted) throws InterruptedException {
    try {
      var answer = http.send(request, BodyHandlers.ofString());
      if (answer.statusCode() != wanted) {
        throw new DemoException(
            "The service answered " + request.uri().getPath() + " with " + answer.statusCode());
      }
      return answer.body();
    } catch (IOException e) {
      throw new DemoException("The service does not answer: " + e.getMessage(), e);
    }
  }

  private HttpRequest request(String token) {
    return HttpRequest.newBuilder(orders)
        .timeout(TIME_OUT)
        .header("Authorization", "Bearer " + token)
        .build();
  }
}

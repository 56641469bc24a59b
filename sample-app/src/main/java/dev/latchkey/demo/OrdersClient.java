package dev.latchkey.demo;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Asks the service for orders, over connections that are kept. Thread-safe. */
final class OrdersClient {
  private static final Duration TIME_OUT = Duration.ofSeconds(30);

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final URI orders;

  OrdersClient(URI service) {
    this.orders = service.resolve("/orders");
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

  private HttpRequest request(String token) {
    return HttpRequest.newBuilder(orders)
        .timeout(TIME_OUT)
        .header("Authorization", "Bearer " + token)
        .build();
  }
}

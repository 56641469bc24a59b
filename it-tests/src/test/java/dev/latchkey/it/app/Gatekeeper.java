package dev.latchkey.it.app;

import java.io.IOException;

/** Authenticates requests of any server. Targets are its methods. */
final class Gatekeeper {
  private Gatekeeper() {}

  /** What a server offers. */
  interface Response {
    void header(String name, String value);

    /** Sends the headers. */
    void send() throws IOException;
  }

  static void authenticate() {
    verify();
  }

  private static void verify() {
    try {
      Thread.sleep(2);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The last part of the path says when. */
  static void serve(String path, Response response) throws IOException {
    switch (path.substring(path.lastIndexOf('/') + 1)) {
      case "none" -> {}
      case "twice" -> {
        authenticate();
        authenticate();
      }
      case "own" -> {
        response.header("Server-Timing", "app;dur=1");
        authenticate();
      }
      case "sent" -> {
        response.send();
        authenticate();
      }
      default -> authenticate();
    }
  }
}

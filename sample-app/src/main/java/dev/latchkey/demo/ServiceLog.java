package dev.latchkey.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;

/**
 * Copies what the service and the agent print to a file and finds in it what everyone who starts
 * the service reads there too: the two addresses. Thread-safe.
 */
final class ServiceLog {
  private static final Pattern SERVICE = Pattern.compile("Tomcat started on port (\\d+)");
  private static final Pattern DASHBOARD =
      Pattern.compile("\\[latchkey].*?dashboard.*?(http://[^\\s/]+:\\d+)");

  private final CompletableFuture<URI> service = new CompletableFuture<>();
  private final CompletableFuture<URI> dashboard = new CompletableFuture<>();

  /** Where the service answers; fails when the output ends before it says so. */
  CompletableFuture<URI> service() {
    return service;
  }

  /** Where the agent answers; fails when the output ends before it says so. */
  CompletableFuture<URI> dashboard() {
    return dashboard;
  }

  /** Copies until the output ends. */
  void copy(InputStream output, Path file) {
    try (var lines = new BufferedReader(new InputStreamReader(output, StandardCharsets.UTF_8));
        var copy = Files.newBufferedWriter(file)) {
      for (var line = lines.readLine(); line != null; line = lines.readLine()) {
        copy.write(line);
        copy.newLine();
        copy.flush();
        examine(line);
      }
      end(new DemoException("The service ended"));
    } catch (IOException e) {
      end(new UncheckedIOException("The service's log cannot be copied to " + file, e));
    }
  }

  private void examine(String line) {
    var port = SERVICE.matcher(line);
    if (port.find()) {
      service.complete(URI.create("http://127.0.0.1:" + port.group(1)));
    }
    var address = DASHBOARD.matcher(line);
    if (address.find()) {
      dashboard.complete(URI.create(address.group(1)));
    }
  }

  private void end(RuntimeException reason) {
    service.completeExceptionally(reason);
    dashboard.completeExceptionally(reason);
  }
}

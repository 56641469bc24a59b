package dev.latchkey.dashboard;

import dev.latchkey.dashboard.server.AdminServer;
import dev.latchkey.dashboard.server.AdminSettings;
import dev.latchkey.dashboard.server.Bound;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;

/** A server of a simulated application, on a free port, with a token of its own. */
public final class TestServer implements AutoCloseable {
  private final SimulatedApp app = new SimulatedApp(Instant.parse("2026-11-24T12:00:00Z"));
  private final AdminServer server;
  private final Bound bound;
  private final String token;

  public TestServer(File directory) throws IOException {
    this(directory, true);
  }

  public TestServer(File directory, boolean readsAreFree) throws IOException {
    this(new AdminSettings("127.0.0.1", 0, new File(directory, "token"), readsAreFree));
  }

  public TestServer(AdminSettings settings) throws IOException {
    app.withTargets();
    app.history().start();
    server = new AdminServer(settings, app.services());
    bound = server.start();
    token = Files.readString(settings.tokenFile().toPath()).strip();
  }

  public Bound bound() {
    return bound;
  }

  public SimulatedApp app() {
    return app;
  }

  public int port() {
    return bound.port();
  }

  public String token() {
    return token;
  }

  public Http http() {
    return Http.on(port());
  }

  public Http admin() {
    return http().bearer(token);
  }

  @Override
  public void close() {
    server.close();
    app.benchmarks().close();
    app.history().close();
  }
}

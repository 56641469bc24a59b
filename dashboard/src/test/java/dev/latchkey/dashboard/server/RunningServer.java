package dev.latchkey.dashboard.server;

import dev.latchkey.runtime.AgentInfo;
import dev.latchkey.runtime.LatchkeyRuntime;
import dev.latchkey.runtime.config.AdminConfig;
import dev.latchkey.runtime.config.LatchkeyConfig;
import dev.latchkey.runtime.time.Ticker;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.OptionalInt;

/** A server on a real port, with a runtime that has measured one second. */
final class RunningServer implements AutoCloseable {
  private final LatchkeyRuntime runtime;
  private final AdminToken token;
  private final AdminServer server;
  private final WireClient client;

  RunningServer(File folder) {
    this(folder, 0);
  }

  RunningServer(File folder, int port) {
    LatchkeyConfig config = LatchkeyConfig.defaults();
    runtime = new LatchkeyRuntime(config, Ticker.system());
    runtime.metrics().tick();
    File file = new File(folder, "token");
    token = AdminToken.in(file);
    AgentInfo info =
        new AgentInfo("0.1.0", 4121, "com.example.Shop", "Test JVM", Instant.ofEpochSecond(1));
    server =
        new AdminServer(
            new AdminServices(info, runtime, token),
            new AdminConfig(config.admin().host(), OptionalInt.of(port), file));
    server.start();
    client = new WireClient(server.boundPort());
  }

  LatchkeyRuntime runtime() {
    return runtime;
  }

  int port() {
    return server.boundPort();
  }

  WireClient client() {
    return client;
  }

  File tokenFile() {
    return token.file();
  }

  String token() throws IOException {
    return Files.readString(token.file().toPath()).strip();
  }

  /** Returns the header line that a change needs. */
  String bearer() throws IOException {
    return "Authorization: Bearer " + token();
  }

  @Override
  public void close() {
    server.close();
    runtime.close();
  }
}

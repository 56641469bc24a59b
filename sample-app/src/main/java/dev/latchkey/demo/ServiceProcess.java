package dev.latchkey.demo;

import com.example.idp.IdentityProvider;
import com.example.orders.OrdersApplication;
import com.example.postgres.OrdersDatabase;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The orders service in a JVM of its own, with the agent. Thread-safe. */
final class ServiceProcess implements AutoCloseable {
  private static final int SECONDS_TO_START = 120;
  private static final int SECONDS_TO_STOP = 10;

  private final Process process;
  private final Path file;
  private final ServiceLog log = new ServiceLog();

  private ServiceProcess(Process process, Path file) {
    this.process = process;
    this.file = file;
  }

  /** Starts the service; it is not ready yet. */
  static ServiceProcess start(IdentityProvider provider, OrdersDatabase database)
      throws IOException {
    var file = DemoSettings.OUTPUT.resolve("orders.log");
    var builder = new ProcessBuilder(command(provider, database)).redirectErrorStream(true);
    builder.environment().put("ORDERS_DATABASE", database.url()); // for the agent's configuration
    var process = builder.start();
    var service = new ServiceProcess(process, file);
    var copier =
        new Thread(() -> service.log.copy(process.getInputStream(), file), "orders-service-log");
    copier.setDaemon(true);
    copier.start();
    return service;
  }

  /** Waits for the address at which the service answers. */
  URI address() throws InterruptedException {
    return await(log.service(), "The service did not start");
  }

  /** Waits for the address at which the agent answers. */
  URI dashboard() throws InterruptedException {
    return await(log.dashboard(), "The agent did not log the address of its dashboard");
  }

  ProcessHandle handle() {
    return process.toHandle();
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (process.waitFor(SECONDS_TO_STOP, TimeUnit.SECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    process.destroyForcibly();
  }

  private URI await(CompletableFuture<URI> address, String failure) throws InterruptedException {
    try {
      return address.get(SECONDS_TO_START, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new DemoException(failure + "; its log is " + file.toAbsolutePath(), e);
    } catch (TimeoutException e) {
      throw new DemoException(
          failure + " within " + SECONDS_TO_START + " s; its log is " + file.toAbsolutePath(), e);
    }
  }

  private static List<String> command(IdentityProvider provider, OrdersDatabase database) {
    return List.of(
        Jvm.executable(),
        "-javaagent:" + DemoSettings.AGENT + "=config=" + DemoSettings.AGENT_CONFIGURATION,
        "-Xmx256m",
        "-classpath",
        Jvm.classPath(),
        OrdersApplication.class.getName(),
        "--server.port=0",
        "--orders.issuer=" + provider.issuer(),
        "--orders.audience=" + IdentityProvider.DEFAULT_AUDIENCE,
        "--orders.key-set=" + provider.keySet(),
        "--orders.database.url=" + database.url(),
        "--orders.database.user=" + OrdersDatabase.USER,
        "--orders.database.password=" + OrdersDatabase.PASSWORD);
  }
}

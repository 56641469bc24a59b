package dev.latchkey.demo;

import com.example.idp.IdentityProvider;
import com.example.orders.OrdersApplication;
import com.example.postgres.OrdersDatabase;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The orders service in a JVM of its own, with the agent. Thread-safe. */
final class ServiceProcess implements AutoCloseable {
  private static final int SECONDS_TO_START = 120;
  private static final int SECONDS_TO_STOP = 10;

  /** Where the agent's configuration has the address of the database from. */
  private static final String DATABASE = "ORDERS_DATABASE_URL";

  private final Process process;
  private final Path file;
  private final ServiceLog log = new ServiceLog();

  private ServiceProcess(Process process, Path file) {
    this.process = process;
    this.file = file;
  }

  /** Starts the ordinary service with the agent; it is not ready yet. */
  static ServiceProcess start(IdentityProvider provider, String database) throws IOException {
    return start(
        OrdersApplication.class,
        agent(DemoSettings.AGENT_CONFIGURATION),
        DemoSettings.OUTPUT.resolve("orders.log"),
        provider,
        database);
  }

  /** The option that starts a JVM with the agent. */
  static List<String> agent(Path configuration) {
    return List.of("-javaagent:" + DemoSettings.AGENT + "=config=" + configuration);
  }

  /**
   * Starts a build of the service; it is not ready yet.
   *
   * @param options of its JVM
   * @param file gets what it prints
   * @param database its JDBC address
   */
  static ServiceProcess start(
      Class<?> build, List<String> options, Path file, IdentityProvider provider, String database)
      throws IOException {
    var command = command(build, options, provider, database);
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put(DATABASE, database);
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

  private static List<String> command(
      Class<?> build, List<String> options, IdentityProvider provider, String database) {
    var command = new ArrayList<String>();
    command.add(Jvm.executable());
    command.addAll(options);
    command.addAll(
        List.of(
            "-Xmx256m",
            "-classpath",
            Jvm.classPath(),
            build.getName(),
            "--server.port=0",
            "--orders.issuer=" + provider.issuer(),
            "--orders.audience=" + IdentityProvider.DEFAULT_AUDIENCE,
            "--orders.key-set=" + provider.keySet(),
            "--orders.database.url=" + database,
            "--orders.database.user=" + OrdersDatabase.USER,
            "--orders.database.password=" + OrdersDatabase.PASSWORD));
    return command;
  }
}

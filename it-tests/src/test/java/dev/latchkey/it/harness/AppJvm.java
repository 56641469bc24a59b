package dev.latchkey.it.harness;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.tools.attach.VirtualMachine;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/**
 * An application in a JVM of its own, started the way a user starts it: a class path, a main class
 * and {@code -javaagent}. Commands go to its standard input a line each; it answers a line each.
 */
public final class AppJvm implements AutoCloseable {
  private static final List<String> CACHED = List.of("hit", "stale", "miss", "bypass");
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Pattern ADDRESS = Pattern.compile("http://127\\.0\\.0\\.1:(\\d+)");
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Process process;
  private final Writer commands;
  private final Path home;
  private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
  private final List<String> output = new CopyOnWriteArrayList<>();
  private final List<String> errors = new CopyOnWriteArrayList<>();
  private final List<Thread> readers = new ArrayList<>();
  private final HttpClient http = HttpClient.newHttpClient();

  private AppJvm(Process process, Path home) {
    this.process = process;
    this.home = home;
    commands = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8);
    readers.add(
        reader(
            process.getInputStream(),
            line -> {
              output.add(line);
              answers.add(line);
            }));
    readers.add(reader(process.getErrorStream(), errors::add));
  }

  /** What to start. */
  public static final class Builder {
    private final Jdk jdk;
    private final Path home;
    private final List<String> options = new ArrayList<>();
    private final List<String> program = new ArrayList<>();
    private final Map<String, String> environment = new java.util.HashMap<>();
    private final List<String> unset = new ArrayList<>();
    private final List<String> later = new ArrayList<>();
    private String agent = "-javaagent:" + latchkeyJar();
    private String classPath = System.getProperty("java.class.path");

    private Builder(Jdk jdk, Path home) {
      this.jdk = jdk;
      this.home = home;
    }

    /** Adds options of the JVM. */
    public Builder options(String... more) {
      options.addAll(List.of(more));
      return this;
    }

    /** Names the configuration file. */
    public Builder config(Path file) {
      agent = "-javaagent:" + latchkeyJar() + "=config=" + file;
      return this;
    }

    /**
     * Writes the configuration and names it. Where it says nothing of the guard, no hit is verified
     * by the application: tests count what the application did.
     */
    public Builder config(String yaml) {
      String exact = yaml.contains("guard:") ? "" : "\nguard: { verify-hits: 0% }\n";
      try {
        return config(Files.writeString(home.resolve("latchkey.yaml"), yaml + exact));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** Gives the application this class path instead of the tests' own. */
    public Builder classPath(Path jar) {
      return classPath(jar.toString());
    }

    /** Gives the application this class path instead of the tests' own. */
    public Builder classPath(String path) {
      classPath = path;
      return this;
    }

    /** Names another agent, which starts after ours. */
    public Builder followedBy(Path agentJar) {
      later.add("-javaagent:" + agentJar);
      return this;
    }

    /** Starts the application without the agent. */
    public Builder withoutAgent() {
      agent = "";
      return this;
    }

    /** Takes a variable out of the environment. */
    public Builder withoutEnvironment(String name) {
      unset.add(name);
      return this;
    }

    /** Sets a variable of the environment. */
    public Builder environment(String name, String value) {
      environment.put(name, value);
      return this;
    }

    /** Starts a main class of the tests' own class path. */
    public AppJvm start(Class<?> main, String... arguments) {
      return start(main.getName(), arguments);
    }

    /** Starts a main class of the application's class path. */
    public AppJvm start(String main, String... arguments) {
      program.addAll(List.of("-cp", classPath, main));
      program.addAll(List.of(arguments));
      return start();
    }

    /** Starts the main class of a module, which nothing is on the class path of. */
    public AppJvm startModule(String modulePath, String moduleAndMain, String... arguments) {
      program.addAll(List.of("-p", modulePath, "-m", moduleAndMain));
      program.addAll(List.of(arguments));
      return start();
    }

    private AppJvm start() {
      List<String> command = new ArrayList<>(List.of(jdk.tool("java"), Jdk.SHORT_LIVED));
      command.addAll(options);
      if (!agent.isEmpty()) {
        command.add(agent);
      }
      command.addAll(later);
      command.addAll(program);
      ProcessBuilder builder = new ProcessBuilder(command).directory(home.toFile());
      builder.environment().remove("JAVA_TOOL_OPTIONS");
      builder.environment().remove("LATCHKEY_CONFIG");
      builder.environment().put("HOME", home.toString());
      builder.environment().putAll(environment);
      builder.environment().keySet().removeAll(unset);
      try {
        return new AppJvm(builder.start(), home);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Begins with a JVM whose home folder is {@code home}. */
  public static Builder on(Jdk jdk, Path home) {
    return new Builder(jdk, home);
  }

  /** Returns the agent's jar as the build made it. */
  public static Path latchkeyJar() {
    Path jar = Path.of(System.getProperty("latchkey.jar")).normalize();
    assertThat(jar).as("built by the package phase of module agent").isRegularFile();
    return jar;
  }

  /** Sends a command and returns the next line that the application prints. */
  public String ask(String command) {
    try {
      commands.write(command + "\n");
      commands.flush();
      return nextLine();
    } catch (IOException e) {
      throw new UncheckedIOException(errors.toString(), e);
    }
  }

  /** Returns the next line that the application prints of itself. */
  public String nextLine() {
    try {
      String line = answers.poll(LIMIT.toSeconds(), TimeUnit.SECONDS);
      assertThat(line).as("a line of output; standard error: %s", errors).isNotNull();
      return line;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Ends the input and waits for the JVM to exit by itself. */
  public int awaitExit() {
    try {
      commands.close();
      assertThat(process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS))
          .as("the JVM exits by itself")
          .isTrue();
      for (Thread reader : readers) {
        reader.join(LIMIT.toMillis());
      }
      return process.exitValue();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Returns what the application printed so far. */
  public List<String> output() {
    return output;
  }

  /** Returns the standard error stream so far. */
  public List<String> errors() {
    return errors;
  }

  /** Returns the process id. */
  public long pid() {
    return process.pid();
  }

  /** Returns the home folder. */
  public Path home() {
    return home;
  }

  /** Runs the real {@code attach} command on this application; it stays in its own folder. */
  public Cli.Outcome attach(String... options) {
    List<String> arguments = new ArrayList<>(List.of("attach", String.valueOf(pid())));
    arguments.addAll(List.of(options));
    return Cli.run(home, arguments.toArray(new String[0]));
  }

  /** Runs the real {@code detach} command on this application. */
  public Cli.Outcome detach() {
    return Cli.run(home, "detach", String.valueOf(pid()));
  }

  /** Does what the commands do, without a JVM for each of them. */
  public void loadAgent(String options) throws Exception {
    loadAgent(latchkeyJar(), options);
  }

  /** Loads an agent from any jar. */
  public void loadAgent(Path jar, String options) throws Exception {
    VirtualMachine machine = VirtualMachine.attach(String.valueOf(pid()));
    try {
      machine.loadAgent(jar.toAbsolutePath().toString(), options);
    } finally {
      machine.detach();
    }
  }

  /** Waits for the dashboard and returns its address. */
  public URI dashboard() {
    Awaitility.await().atMost(LIMIT).until(() -> address() != null || !process.isAlive());
    assertThat(address()).as("the dashboard's address on standard error: %s", errors).isNotNull();
    return address();
  }

  private boolean isDetached() {
    boolean detached = false;
    for (String line : errors) {
      detached = line.contains("LK-2040") || (detached && !line.contains("LK-2010"));
    }
    return detached;
  }

  /** The last one counts: an agent that was attached again may have taken another port. */
  private URI address() {
    URI address = null;
    for (String line : errors) {
      Matcher matcher = ADDRESS.matcher(line);
      if (line.startsWith("[latchkey]") && matcher.find()) {
        address = URI.create(matcher.group());
      }
    }
    return address;
  }

  /** Gets a resource of the admin server. */
  public JsonNode get(String path) {
    HttpResponse<String> response = send(HttpRequest.newBuilder(dashboard().resolve(path)).GET());
    assertThat(response.statusCode()).as("GET %s: %s", path, response.body()).isEqualTo(200);
    return json(response.body());
  }

  /** Switches a phase and returns its new state. */
  public JsonNode patchPhase(String phase, String body) {
    HttpResponse<String> response =
        send(
            HttpRequest.newBuilder(dashboard().resolve("/api/v1/phases/" + phase))
                .header("Authorization", "Bearer " + token())
                .header("Content-Type", "application/json")
                .method("PATCH", HttpRequest.BodyPublishers.ofString(body)));
    assertThat(response.statusCode()).as("PATCH %s: %s", phase, response.body()).isEqualTo(200);
    return json(response.body());
  }

  /** Drops the cache of a layer. */
  public void dropCache(String layer) {
    HttpResponse<String> response =
        send(
            HttpRequest.newBuilder(dashboard().resolve("/api/v1/caches/" + layer))
                .header("Authorization", "Bearer " + token())
                .DELETE());
    assertThat(response.statusCode()).as("DELETE %s: %s", layer, response.body()).isEqualTo(200);
  }

  /** Sends any request to the admin server. */
  public HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return http.send(request.timeout(LIMIT).build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(errors.toString(), e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Returns the admin token that the agent made in its home folder. */
  public String token() {
    try {
      return Files.readString(home.resolve(".latchkey/token")).trim();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns how often a layer's caches have answered. */
  public long hits(String layer) {
    long hits = 0;
    for (JsonNode target : get("/api/v1/targets").get("targets")) {
      if (target.get("layer").asText().equals(layer)) {
        hits += target.get("outcomes").path("hit").asLong();
      }
    }
    return hits;
  }

  /** Returns how the calls of a layer's cached targets were answered. */
  public HitRate rate(String layer) {
    long hits = 0;
    long calls = 0;
    for (JsonNode target : get("/api/v1/targets").get("targets")) {
      if (target.get("layer").asText().equals(layer)) {
        JsonNode outcomes = target.get("outcomes");
        hits += outcomes.path("hit").asLong() + outcomes.path("stale").asLong();
        calls += CACHED.stream().mapToLong(each -> outcomes.path(each).asLong()).sum();
      }
    }
    return new HitRate(hits, calls);
  }

  /** Returns one target as the admin server tells of it. */
  public JsonNode target(String name) {
    for (JsonNode target : get("/api/v1/targets").get("targets")) {
      if (target.get("name").asText().equals(name)) {
        return target;
      }
    }
    throw new AssertionError("no target " + name);
  }

  /** Returns a figure of the Prometheus text that has no labels. */
  public double metric(String name) {
    return send(HttpRequest.newBuilder(dashboard().resolve("/metrics")))
        .body()
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
        .findFirst()
        .orElseThrow();
  }

  /** Asserts that nothing of ours failed inside the application. */
  public void assertNoAgentErrors() {
    assertThat(get("/api/v1/status").get("agentErrors").asLong())
        .as("agent errors; %s", errors)
        .isZero();
  }

  /** Ends the JVM; whatever a test was about, the agent must not have failed inside it. */
  @Override
  public void close() {
    try {
      if (process.isAlive() && address() != null && !isDetached()) {
        assertNoAgentErrors();
      }
    } finally {
      end();
    }
  }

  private void end() {
    process.destroyForcibly();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(text, e);
    }
  }

  private static Thread reader(InputStream in, java.util.function.Consumer<String> lines) {
    Thread thread =
        new Thread(
            () -> {
              try (BufferedReader reader =
                  new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
                reader.lines().forEach(lines);
              } catch (IOException | UncheckedIOException closed) {
                // The process ended.
              }
            });
    thread.setDaemon(true);
    thread.start();
    return thread;
  }
}

package dev.latchkey.agent.cli;

import dev.latchkey.runtime.bench.BenchSettings;
import dev.latchkey.runtime.bench.Reuse;
import dev.latchkey.runtime.bench.ScenarioKind;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What is sent where, and how much of it. */
final class LoadOptions {
  @Parameters(
      paramLabel = "TARGET",
      arity = "0..1",
      description = "What is asked for: an http or https address.")
  private @Nullable URI target;

  @Option(
      names = "--yes",
      description = "Puts the load on another machine than this one, which has to be said.")
  private boolean yes;

  @Option(
      names = "--tokens",
      paramLabel = "FILE",
      description = {
        "A token a line, or its kind and the token: good, expired, tampered, unknown-key,",
        "wrong-audience. Tampered ones and ones of unknown keys are made when there are none."
      })
  private @Nullable File tokens;

  @Option(
      names = "--oauth2-token-url",
      paramLabel = "URL",
      description = "Gets the tokens by the client credentials grant, and renews them.")
  private @Nullable URI tokenUrl;

  @Option(names = "--client-id", paramLabel = "ID", description = "The client of that grant.")
  private String client = "";

  @Option(
      names = "--client-secret-file",
      paramLabel = "FILE",
      description = "Holds its secret, which is never an argument.")
  private @Nullable File clientSecret;

  @Option(names = "--scope", paramLabel = "SCOPE", description = "Asked for with that grant.")
  private @Nullable String scope;

  @Option(names = "--audience", paramLabel = "NAME", description = "Asked for with that grant.")
  private @Nullable String audience;

  @Option(
      names = "--wrong-audience",
      paramLabel = "NAME",
      description = "Asked for, for tokens that have to be refused.")
  private @Nullable String wrongAudience;

  @Option(
      names = "--token-count",
      paramLabel = "N",
      defaultValue = "20",
      description = "How many tokens to get with that grant; default ${DEFAULT-VALUE}.")
  private int tokenCount;

  @Option(
      names = "--method",
      paramLabel = "METHOD",
      defaultValue = "GET",
      description = "Default GET.")
  private String method;

  @Option(names = "--header", paramLabel = "'NAME: VALUE'", description = "May be repeated.")
  private List<String> headers = List.of();

  @Option(names = "--body", paramLabel = "FILE", description = "Sent with each request.")
  private @Nullable File body;

  @Option(
      names = "--scenarios",
      split = ",",
      paramLabel = "NAME",
      description = {
        "Of cold-start, warm, concurrent-low, concurrent-medium, concurrent-high, errors,",
        "sustained; default all."
      })
  private List<String> scenarios = List.of();

  @Option(
      names = "--duration",
      paramLabel = "SPAN",
      defaultValue = "10s",
      converter = Length.class,
      description = "Of each repetition; default ${DEFAULT-VALUE}.")
  private Duration duration;

  @Option(
      names = "--warm-up",
      paramLabel = "SPAN",
      defaultValue = "5s",
      converter = Length.class,
      description = "Load of which nothing is kept; default ${DEFAULT-VALUE}.")
  private Duration warmUp;

  @Option(
      names = "--repetitions",
      paramLabel = "N",
      defaultValue = "3",
      description = "Of each scenario; below 2 there are no intervals. Default ${DEFAULT-VALUE}.")
  private int repetitions;

  @Option(
      names = "--sustained",
      paramLabel = "SPAN",
      defaultValue = "10m",
      converter = Length.class,
      description = "How long the sustained scenario takes; default ${DEFAULT-VALUE}.")
  private Duration sustained;

  @Option(
      names = "--timeout",
      paramLabel = "SPAN",
      defaultValue = "10s",
      converter = Length.class,
      description = "Of one request; default ${DEFAULT-VALUE}.")
  private Duration timeout;

  @Option(
      names = "--capacity",
      paramLabel = "N",
      defaultValue = "0",
      description = "Requests a second that the service can take; without it they are looked for.")
  private double capacity;

  @Option(
      names = "--p95-target",
      paramLabel = "SPAN",
      defaultValue = "100ms",
      converter = Length.class,
      description = "While p95 is within it the service can take a rate; default ${DEFAULT-VALUE}.")
  private Duration p95Target;

  @Option(
      names = "--max-rate",
      paramLabel = "N",
      defaultValue = "20000",
      description = "Requests a second that are never exceeded; default ${DEFAULT-VALUE}.")
  private double mostRate;

  @Option(
      names = "--max-connections",
      paramLabel = "N",
      defaultValue = "1000",
      description = "Open at once; default ${DEFAULT-VALUE}.")
  private int mostConnections;

  @Option(
      names = "--reuse",
      paramLabel = "HOW",
      defaultValue = "zipf",
      description = "How often tokens come again: zipf, uniform or once; default ${DEFAULT-VALUE}.")
  private String reuse;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "The same seed draws the same users; default ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--start",
      paramLabel = "COMMAND",
      description = {
        "Starts the service, for the cold start; words are separated by blanks.",
        "It is started and ended five times, and must not be running."
      })
  private @Nullable String start;

  @CommandLine.Spec(CommandLine.Spec.Target.MIXEE)
  private CommandSpec spec;

  /** For picocli, which sets the fields. */
  @SuppressWarnings("NullAway.Init")
  LoadOptions() {}

  URI target() {
    URI to = target;
    if (to == null
        || to.getHost() == null
        || !("http".equals(to.getScheme()) || "https".equals(to.getScheme()))) {
      throw wrong("TARGET is an address such as http://host:8080/path");
    }
    return to;
  }

  /** A load on somebody else's machine is not begun by a slip. */
  void checkMachine() {
    String host = target().getHost();
    check(
        yes || !Machine.isOther(host),
        host + " is another machine, which will feel the load; say so with --yes");
  }

  private void check(boolean holds, String text) {
    if (!holds) {
      throw wrong(text);
    }
  }

  private CommandLine.ParameterException wrong(String text) {
    return new CommandLine.ParameterException(spec.commandLine(), text);
  }

  /** Returns how scenarios are run. */
  BenchSettings settings() {
    check(repetitions >= 1 && repetitions <= 100, "--repetitions is 1 to 100");
    check(capacity >= 0, "--capacity is a number of requests a second");
    check(mostRate >= 1, "--max-rate is 1 or more");
    check(mostConnections >= 1 && mostConnections <= 60_000, "--max-connections is 1 to 60000");
    check(duration.toMillis() >= 100, "--duration is 100ms or more");
    check(sustained.toSeconds() >= 1, "--sustained is 1s or more");
    check(timeout.toMillis() >= 1, "--timeout is 1ms or more");
    Reuse how =
        Arrays.stream(Reuse.values())
            .filter(each -> each.id().equals(reuse))
            .findFirst()
            .orElseThrow(() -> wrong("--reuse is zipf, uniform or once"));
    return new BenchSettings(
        duration,
        warmUp,
        repetitions,
        sustained,
        timeout,
        p95Target.toNanos() / 1e6,
        capacity,
        mostRate,
        mostConnections,
        how,
        seed);
  }

  /** Returns the scenarios that were asked for. */
  Set<ScenarioKind> scenarios() {
    Set<ScenarioKind> wanted = EnumSet.noneOf(ScenarioKind.class);
    for (String each : scenarios) {
      wanted.add(
          ScenarioKind.of(each.strip())
              .orElseThrow(() -> wrong("there is no scenario '" + each + "'; --help lists them")));
    }
    return wanted.isEmpty() ? EnumSet.allOf(ScenarioKind.class) : wanted;
  }

  /** Returns the words that start the service; empty without any. */
  List<String> start() {
    return start == null ? List.of() : List.of(start.strip().split("\\s+", -1));
  }

  boolean isHead() {
    return method.equals("HEAD");
  }

  /** Returns where tokens come from. */
  TokenSupply tokens(SSLContext trust) throws CommandException {
    check((tokens == null) != (tokenUrl == null), "give --tokens or --oauth2-token-url");
    Function<String, byte[]> request = requests();
    if (tokens != null) {
      return new TokenSupply(BearerTokens.read(tokens, Instant.now()), request);
    }
    File secret = clientSecret;
    URI endpoint = tokenUrl;
    check(
        endpoint != null && secret != null && !client.isEmpty(),
        "--oauth2-token-url needs --client-id and --client-secret-file");
    check(tokenCount >= 1 && tokenCount <= 10_000, "--token-count is 1 to 10000");
    if (endpoint == null || secret == null) {
      throw new IllegalStateException("checked above");
    }
    return new TokenSupply(
        new ClientCredentials(
            endpoint,
            client,
            new TokenSource(secret, true),
            scope,
            audience,
            wrongAudience,
            tokenCount,
            HttpClient.newBuilder().sslContext(trust).build()),
        request);
  }

  /** Returns what makes a request of a token. */
  private Function<String, byte[]> requests() throws CommandException {
    check(method.matches("[A-Z]{1,16}"), "--method is one such as GET or POST");
    StringBuilder head = new StringBuilder();
    for (String each : headers) {
      check(each.matches("[A-Za-z0-9-]+: [\\x20-\\x7e]*"), "--header is one such as 'Accept: */*'");
      head.append(each).append("\r\n");
    }
    byte[] content = content();
    if (content.length > 0 || method.equals("POST") || method.equals("PUT")) {
      head.append("Content-Length: ").append(content.length).append("\r\n");
    }
    URI to = target();
    String path = to.getRawPath() == null || to.getRawPath().isEmpty() ? "/" : to.getRawPath();
    String query = to.getRawQuery() == null ? "" : "?" + to.getRawQuery();
    String line = method + " " + path + query + " HTTP/1.1\r\nHost: " + authority(to) + "\r\n";
    return token -> {
      String text = line + "Authorization: Bearer " + token + "\r\n" + head + "\r\n";
      byte[] start = text.getBytes(StandardCharsets.ISO_8859_1);
      byte[] whole = Arrays.copyOf(start, start.length + content.length);
      System.arraycopy(content, 0, whole, start.length, content.length);
      return whole;
    };
  }

  private static String authority(URI to) {
    return to.getPort() < 0 ? to.getHost() : to.getHost() + ":" + to.getPort();
  }

  private byte[] content() throws CommandException {
    try {
      return body == null ? new byte[0] : Files.readAllBytes(body.toPath());
    } catch (IOException unreadable) {
      throw new CommandException("LK-4030", body + " cannot be read");
    }
  }
}

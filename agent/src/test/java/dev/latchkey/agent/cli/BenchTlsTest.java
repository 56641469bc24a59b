package dev.latchkey.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.latchkey.runtime.bench.BenchResult;
import dev.latchkey.runtime.bench.ResultJson;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Loads over TLS: whom they trust, and that the tokens go to nobody else. */
@Timeout(300)
class BenchTlsTest {
  private static final String TOKEN = "good-token-of-a-user";
  private static final String PASSWORD = "of-the-store";
  private static final String CLIENT_SECRET = "canary-of-the-client";

  @TempDir private static Path made;
  @TempDir private Path directory;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final List<HttpsServer> servers = new ArrayList<>();
  private final ExecutorService workers = Executors.newCachedThreadPool();
  private final AtomicInteger authenticated = new AtomicInteger();

  @BeforeAll
  static void makeCertificates() throws Exception {
    make("here", "SAN=IP:127.0.0.1");
    make("issuer", "SAN=IP:127.0.0.1");
    make("elsewhere", "SAN=DNS:elsewhere.example");
  }

  private static void make(String name, String names) throws Exception {
    Path store = made.resolve(name + ".p12");
    keytool(store, "-genkeypair", "-keyalg", "EC", "-dname", "CN=" + name, "-ext", names);
    keytool(store, "-exportcert", "-rfc", "-file", made.resolve(name + ".crt").toString());
  }

  private static void keytool(Path store, String... further) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(further));
    command.addAll(List.of("-alias", "server", "-storetype", "PKCS12"));
    command.addAll(List.of("-keystore", store.toString(), "-storepass", PASSWORD));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    assertThat(process.waitFor()).as(said).isZero();
  }

  private String serve(String certificate) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(made.resolve(certificate + ".p12"))) {
      store.load(in, PASSWORD.toCharArray());
    }
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, PASSWORD.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    HttpsServer server =
        HttpsServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(context));
    server.setExecutor(workers);
    server.createContext("/", this::answer);
    server.start();
    servers.add(server);
    return "https://127.0.0.1:" + server.getAddress().getPort();
  }

  private void answer(HttpExchange exchange) throws IOException {
    exchange.getRequestBody().readAllBytes();
    String authorization = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
    boolean asksForToken = exchange.getRequestURI().getPath().equals("/token");
    boolean good = authorization.equals("Bearer " + TOKEN);
    if (asksForToken || good) {
      authenticated.incrementAndGet();
    }
    // More than a record of TLS holds, so that an answer comes in several.
    String text =
        asksForToken
            ? "{\"access_token\":\"" + TOKEN + "\",\"expires_in\":300}"
            : "x".repeat(40_000);
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    exchange.sendResponseHeaders(asksForToken || good ? 200 : 401, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @AfterEach
  void stop() {
    servers.forEach(each -> each.stop(0));
    workers.shutdownNow();
  }

  private int bench(String service, String issuer, String... further) throws IOException {
    Path secret = Files.writeString(directory.resolve("secret"), CLIENT_SECRET + "\n");
    List<String> all = new ArrayList<>(List.of("bench", service + "/orders", "--scenarios=warm"));
    all.addAll(List.of("--duration=300ms", "--warm-up=200ms", "--repetitions=2"));
    all.addAll(List.of("--capacity=100", "--max-connections=5", "--token-count=2"));
    all.addAll(List.of("--oauth2-token-url=" + issuer + "/token", "--client-id=bench"));
    all.addAll(List.of("--client-secret-file=" + secret, "--out=" + directory.resolve("results")));
    all.addAll(List.of(further));
    CommandLine line = LatchkeyCommand.commandLine();
    line.setOut(new PrintWriter(out));
    line.setErr(new PrintWriter(err));
    return line.execute(all.toArray(new String[0]));
  }

  private static String trusting(String name) {
    return "--ca=" + made.resolve(name + ".crt");
  }

  private static Path bundle(Path folder) throws IOException {
    String both =
        Files.readString(made.resolve("here.crt"))
            + Files.readString(made.resolve("elsewhere.crt"));
    return Files.writeString(folder.resolve("both.crt"), both);
  }

  @Test
  void measuresAServiceWithTokensThatComeOverTls() throws Exception {
    String here = serve("here");
    assertThat(bench(here, here, trusting("here"))).as(err.toString()).isZero();
    BenchResult result =
        ResultJson.read(Files.readAllBytes(directory.resolve("results/result.json")));
    assertThat(result.state()).isEqualTo("complete");
    assertThat(result.scenarios().get(0).answers().get("good")).containsOnlyKeys("200");
    assertThat(out + err.toString()).doesNotContain(TOKEN, CLIENT_SECRET);
  }

  @Test
  void tellsNoSecretToAnIssuerThatNobodyVouchesFor() throws Exception {
    String here = serve("here");
    assertThat(bench(here, here)).isEqualTo(1);
    assertThat(err.toString()).startsWith("LK-4030").contains("untrusted certificate", "--ca");
    assertThat(authenticated).hasValue(0);
  }

  @Test
  void sendsNoTokenToAServiceWithTheCertificateOfAnother() throws Exception {
    String here = serve("here");
    String elsewhere = serve("elsewhere");
    assertThat(bench(elsewhere, here, "--ca=" + bundle(directory))).isEqualTo(1);
    assertThat(err.toString())
        .startsWith("LK-4032")
        .contains("certificate of another host", "a name that its certificate has");
    assertThat(authenticated).as("the tokens fetched").hasValue(2);
    assertThat(bench(here, elsewhere, "--ca=" + bundle(directory))).isEqualTo(1);
    assertThat(err.toString()).contains("LK-4030").doesNotContain(CLIENT_SECRET);
    assertThat(authenticated).as("the tokens fetched").hasValue(2);
  }

  /** Here Java trusts the issuer, and the file is about the service alone. */
  @Test
  void trustsTheFileBesidesWhatJavaTrusts() throws Exception {
    Path store = directory.resolve("java.p12");
    keytool(store, "-importcert", "-noprompt", "-file", made.resolve("issuer.crt").toString());
    System.setProperty("javax.net.ssl.trustStore", store.toString());
    System.setProperty("javax.net.ssl.trustStorePassword", PASSWORD);
    try {
      assertThat(bench(serve("here"), serve("issuer"), trusting("here")))
          .as(err.toString())
          .isZero();
    } finally {
      System.clearProperty("javax.net.ssl.trustStore");
      System.clearProperty("javax.net.ssl.trustStorePassword");
    }
  }
}

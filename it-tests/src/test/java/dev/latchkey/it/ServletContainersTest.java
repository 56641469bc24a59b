package dev.latchkey.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.it.app.JakartaTomcat;
import dev.latchkey.it.harness.AppJvm;
import dev.latchkey.it.harness.Jdk;
import dev.latchkey.it.matrix.ClassPaths;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What responses tell of their own authentication in containers of the servlet API 5.0 and 6.0, on
 * class paths of their own. Those of 4.0 and 6.1 are in {@link ServerTimingTest}.
 */
class ServletContainersTest {
  /** Of the servlet API 5.0 and 6.0. */
  private static final List<List<String>> TOMCATS =
      Stream.of("10.0.27", "10.1.48")
          .map(version -> List.of("org.apache.tomcat.embed:tomcat-embed-core:" + version))
          .toList();

  private static final String CONFIG =
      """
      admin: { port: 0 }
      presets: none
      targets:
        - { name: gate, layer: auth, class: dev.latchkey.it.app.Gatekeeper, method: authenticate }
        - { name: check, layer: jwt, class: dev.latchkey.it.app.Gatekeeper, method: verify }
      export: { server-timing: { clients: [127.0.0.1] } }
      """;

  private static final String FIGURES =
      "auth;dur=[0-9.]+, jwks;dur=0\\.000, jwt;dur=[0-9.]+, session;dur=0\\.000, db;dur=0\\.000,"
          + " crypto;dur=0\\.000";

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @TempDir Path home;

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void tellWhatAuthenticationTook(int container) throws Exception {
    List<String> tomcat = TOMCATS.get(container);
    try (AppJvm app =
        AppJvm.on(Jdk.CURRENT, home)
            .config(CONFIG)
            .classPath(classPath(tomcat))
            .start(JakartaTomcat.class)) {
      String[] started = app.nextLine().split(" ");
      assertThat(tomcat.get(0)).endsWith(":" + started[0].replaceFirst("[.]0$", ""));
      URI server = URI.create("http://127.0.0.1:" + started[1]);
      assertThat(timing(server, "/")).singleElement().asString().matches(FIGURES);
      assertThat(timing(server, "/own")).hasSize(2).contains("app;dur=1");
      assertThat(timing(server, "/sent")).isEmpty();
      assertThat(timing(server, "/none")).isEmpty();
      app.assertNoAgentErrors();
    }
  }

  /** The application and one container: nothing of what the other tests run. */
  private static String classPath(List<String> tomcat) throws Exception {
    URI own = JakartaTomcat.class.getProtectionDomain().getCodeSource().getLocation().toURI();
    return Path.of(own) + File.pathSeparator + ClassPaths.resolve(TOMCATS).of(tomcat);
  }

  private List<String> timing(URI server, String path) throws IOException, InterruptedException {
    HttpResponse<String> response =
        client.send(
            HttpRequest.newBuilder(server.resolve(path)).timeout(Duration.ofSeconds(90)).build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(response.body()).as(path).isEqualTo("ok");
    return response.headers().allValues("Server-Timing");
  }
}

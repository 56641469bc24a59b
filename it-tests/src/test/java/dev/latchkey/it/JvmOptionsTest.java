package dev.latchkey.it;

import static dev.latchkey.it.harness.TestIdentityProvider.ec;
import static dev.latchkey.it.harness.TestIdentityProvider.rsa;
import static dev.latchkey.it.harness.TestIdentityProvider.token;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import dev.latchkey.it.app.NaiveAuthApp;
import dev.latchkey.it.harness.AppJvm;
import dev.latchkey.it.harness.Jdk;
import dev.latchkey.it.harness.TestIdentityProvider;
import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * JVMs as strangers start them: checks, collectors, little memory, other languages, modules. On
 * every JDK with {@code -Djdks=all}.
 */
@ParameterizedClass
@MethodSource("jdks")
class JvmOptionsTest {
  private static final String ON =
      """
      admin: { port: 0 }
      phases: { jwks: { enabled: true }, jwt: { enabled: true } }
      targets:
        - name: authenticate
          layer: auth
          class: dev.latchkey.it.app.NaiveAuthenticator
          method: authenticate
      """;

  @Parameter Jdk jdk;

  @TempDir Path home;

  private final TestIdentityProvider identityProvider = new TestIdentityProvider();
  private final JWK first = rsa("first");
  private final JWK second = ec("second");

  static List<Jdk> jdks() {
    return Jdk.forFeatures();
  }

  @BeforeEach
  void begin() {
    identityProvider.publish(first, second);
  }

  @AfterEach
  void end() {
    identityProvider.close();
  }

  @Test
  void checkedByTheJvmWithLittleMemoryInTurkish() {
    try (AppJvm app =
        AppJvm.on(jdk, home)
            .options(
                "-XX:+UnlockDiagnosticVMOptions",
                "-XX:+BytecodeVerificationLocal",
                "-XX:+BytecodeVerificationRemote",
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "-Duser.language=tr",
                "-Duser.country=TR",
                "-Dfile.encoding=ISO-8859-9")
            .config(ON)
            .start(NaiveAuthApp.class, identityProvider.keySetUrl())) {
      works(app);
      assertThat(app.errors()).allMatch(line -> line.startsWith("[latchkey] INFO"));
    }
  }

  @Test
  void withAnotherCollectorInArabicWithoutAHome() {
    try (AppJvm app =
        AppJvm.on(jdk, home)
            .options(
                "-XX:+UseZGC",
                "-Duser.language=ar",
                "-Duser.country=EG",
                "-Duser.extensions=u-nu-arab",
                "-Duser.home=?",
                "-Dfile.encoding=US-ASCII")
            .withoutEnvironment("HOME")
            .config(ON)
            .start(NaiveAuthApp.class, identityProvider.keySetUrl())) {
      works(app);
      assertThat(app.get("/api/v1/summary").toString()).matches("\\p{ASCII}*");
    }
  }

  /** Its own modules need few of the JDK's, of which the agent needs more. */
  @Test
  void inAnApplicationOfModules() throws Exception {
    try (AppJvm app =
        AppJvm.on(jdk, home)
            .options("-XX:+UseG1GC", "-Xcheck:jni")
            .options(
                "--add-modules=java.logging,java.management,java.naming,java.net.http,"
                    + "java.security.sasl,java.sql,jdk.management,jdk.unsupported")
            .config(ON)
            .startModule(
                module() + File.pathSeparator + jarOf(JWKSet.class),
                "acme.orders/dev.latchkey.it.app.NaiveAuthApp",
                identityProvider.keySetUrl())) {
      works(app);
      assertThat(app.errors()).noneMatch(line -> line.contains("LK-2017"));
    }
  }

  private void works(AppJvm app) {
    app.dashboard();
    for (JWK key : List.of(first, second)) {
      String good = token(key, "alice");
      for (int i = 0; i < 3; i++) {
        assertThat(ask(app, good)).as("%s", app.errors()).isEqualTo("ok alice");
      }
    }
    assertThat(ask(app, token(rsa("first"), "mallory")))
        .isEqualTo("refused SecurityException: bad signature");
    assertThat(app.hits("jwt")).as("hits").isEqualTo(4);
    // One to begin with, and one because a known key did not fit a signature.
    assertThat(identityProvider.fetches()).isLessThanOrEqualTo(2);
    app.assertNoAgentErrors();
  }

  /** Passes over what the JVM says of the JDK's own native code, which asks for all classes. */
  private static String ask(AppJvm app, String token) {
    String line = app.ask("auth " + token);
    while (line.startsWith("WARNING: JNI local refs") || line.startsWith("\tat ")) {
      line = app.nextLine();
    }
    return line;
  }

  /** Compiles the application once more, as a module. */
  private Path module() throws IOException {
    Path sources = Files.createDirectories(home.resolve("module"));
    Path info =
        Files.writeString(
            sources.resolve("module-info.java"),
            "module acme.orders { requires com.nimbusds.jose.jwt; }\n");
    Path classes = home.resolve("acme.orders");
    Path shared = Path.of("src/test/java/dev/latchkey/it/app").toAbsolutePath();
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter messages = new StringWriter();
    try (var files = compiler.getStandardFileManager(null, null, null)) {
      boolean compiled =
          compiler
              .getTask(
                  messages,
                  files,
                  null,
                  List.of(
                      "--release",
                      "17",
                      "-proc:none",
                      "-d",
                      classes.toString(),
                      "-p",
                      jarOf(JWKSet.class).toString()),
                  null,
                  files.getJavaFileObjects(
                      info,
                      shared.resolve("NaiveAuthApp.java"),
                      shared.resolve("NaiveAuthenticator.java")))
              .call();
      assertThat(compiled).as("%s", messages).isTrue();
    }
    return classes;
  }

  private static Path jarOf(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}

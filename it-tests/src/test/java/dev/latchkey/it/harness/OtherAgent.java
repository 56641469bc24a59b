package dev.latchkey.it.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Agents of others; the build copies their jars to {@code target/agents}. */
public enum OtherAgent {
  OPENTELEMETRY("opentelemetry-javaagent.jar") {
    @Override
    public String[] options(Path home) {
      return new String[] {
        "-Dotel.traces.exporter=logging",
        "-Dotel.metrics.exporter=none",
        "-Dotel.logs.exporter=none"
      };
    }

    @Override
    public String evidence(AppJvm app) {
      return lines(app, "SELECT postgres");
    }
  },
  JACOCO("org.jacoco.agent-runtime.jar") {
    @Override
    public String[] options(Path home) {
      return new String[0];
    }

    /** It writes what ran where the application was started. */
    @Override
    public String evidence(AppJvm app) {
      try {
        String seen =
            Files.readString(app.home().resolve("jacoco.exec"), StandardCharsets.ISO_8859_1);
        return seen.contains("NaiveAuthenticator") ? "the authenticator" : "";
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  },
  /**
   * Copied with {@code -Dother.agents=all} alone. It logs to the application's output otherwise.
   */
  ELASTIC("elastic-apm-agent.jar") {
    @Override
    public String[] options(Path home) {
      return new String[] {
        "-Delastic.apm.server_url=http://127.0.0.1:1",
        "-Delastic.apm.central_config=false",
        "-Delastic.apm.cloud_provider=NONE",
        "-Delastic.apm.service_name=orders",
        "-Delastic.apm.log_file=" + home.resolve("elastic.log")
      };
    }

    @Override
    public String evidence(AppJvm app) {
      try {
        return Files.readString(app.home().resolve("elastic.log"));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  };

  private final String file;

  OtherAgent(String file) {
    this.file = file;
  }

  /** Returns what its JVM needs besides. */
  public abstract String[] options(Path home);

  /** Returns what it tells of the application that ran; empty when it saw nothing. */
  public abstract String evidence(AppJvm app);

  /** Returns its jar. */
  public Path jar() {
    Path jar = Path.of("target/agents", file).toAbsolutePath();
    assertThat(jar).isRegularFile();
    return jar;
  }

  private static String lines(AppJvm app, String word) {
    StringBuilder found = new StringBuilder();
    app.errors().stream().filter(line -> line.contains(word)).forEach(found::append);
    app.output().stream().filter(line -> line.contains(word)).forEach(found::append);
    return found.toString();
  }
}

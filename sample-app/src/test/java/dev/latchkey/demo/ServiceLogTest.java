package dev.latchkey.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceLogTest {
  private static final String AGENT =
      "[latchkey] INFO  LK-0001 dashboard at http://127.0.0.1:7171/ version 1\n";
  private static final String SERVICE =
      "INFO 1 --- [main] o.s.boot.tomcat.TomcatWebServer : Tomcat started on port 43210 (http)\n";

  @TempDir private Path directory;

  @Test
  void findsBothAddresses() throws Exception {
    var log = read("first line\n" + AGENT + SERVICE);

    assertThat(log.dashboard()).isCompletedWithValue(URI.create("http://127.0.0.1:7171"));
    assertThat(log.service()).isCompletedWithValue(URI.create("http://127.0.0.1:43210"));
  }

  @Test
  void copiesEveryLine() throws Exception {
    read(AGENT + SERVICE);

    assertThat(directory.resolve("log")).hasContent(AGENT + SERVICE);
  }

  @Test
  void failsWhenTheServiceEndsTooSoon() throws Exception {
    var log = read(AGENT + "Exception in thread main\n");

    assertThat(log.dashboard()).isCompleted();
    assertThat(log.service()).isCompletedExceptionally();
    assertThat(Files.readString(directory.resolve("log"))).contains("Exception in thread main");
  }

  private ServiceLog read(String output) {
    var log = new ServiceLog();
    var bytes = output.getBytes(StandardCharsets.UTF_8);
    log.copy(new ByteArrayInputStream(bytes), directory.resolve("log"));
    return log;
  }
}

package dev.latchkey.runtime.pool;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PasswordsTest {
  /** No text of the test is a password: with each letter's last bit turned it is one. */
  private static final String TURNED = "qfnwkzbtmxjcrhgdpyvl";

  private static final String TURNED_AND_KEPT = "lvypdghrcjxmtbzkwnfq";

  @Test
  @DisplayName("POOL-9 D-3 a dump of the heap shows no password by which connections are kept")
  void heapHasNoPassword(@TempDir Path folder) throws Exception {
    try (PooledApp app = new PooledApp()) {
      // So that no driver has it either.
      app.connector = (url, properties) -> DriverManager.getConnection(url, "sa", "secret");
      Connection handle = null;
      for (int i = 0; i < Learning.PAIRS + 5; i++) {
        if (handle != null) {
          app.close(handle);
        }
        handle = app.open("sa", turn(TURNED));
      }
      assertThat(PooledApp.isHandle(handle)).isTrue();
      String applications = turn(TURNED_AND_KEPT);

      Path dump = folder.resolve("heap.hprof");
      ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
          .dumpHeap(dump.toString(), true);

      assertThat(contains(dump, TURNED_AND_KEPT)).as("what the application holds").isTrue();
      assertThat(contains(dump, TURNED)).isFalse();
      assertThat(applications).hasSameSizeAs(TURNED_AND_KEPT);
      app.close(handle);
    }
  }

  private static String turn(String text) {
    byte[] letters = text.getBytes(StandardCharsets.ISO_8859_1);
    for (int i = 0; i < letters.length; i++) {
      letters[i] ^= 1;
    }
    return new String(letters, StandardCharsets.ISO_8859_1);
  }

  /** Looks for the text whose last bits are turned, without having it. */
  private static boolean contains(Path dump, String turned) throws IOException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(dump))) {
      int matched = 0;
      for (int read = in.read(); read >= 0; read = in.read()) {
        int letter = read ^ 1;
        // No letter comes twice in the text: after a difference only its first can go on.
        matched =
            letter == turned.charAt(matched) ? matched + 1 : letter == turned.charAt(0) ? 1 : 0;
        if (matched == turned.length()) {
          return true;
        }
      }
    }
    return false;
  }
}

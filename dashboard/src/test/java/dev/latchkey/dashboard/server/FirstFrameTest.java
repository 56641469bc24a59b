package dev.latchkey.dashboard.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.dashboard.http.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FirstFrameTest {
  private static final String TEMPLATE =
      "<p class=\"{{level}}\">{{mood}} {{verdict}}</p><script>{{first}}</script>";

  private static String page(String verdict) throws IOException {
    var status = Json.bytes(Map.of("verdict", Map.of("level", "bad", "text", verdict)));
    var frame =
        new FirstFrame(
            path -> path.endsWith("/status") ? Optional.of(status) : Optional.<byte[]>empty());
    return new String(frame.page(TEMPLATE).body(), StandardCharsets.UTF_8);
  }

  @Test
  void letsNoTextEndItsElement() throws IOException {
    var page = page("</p></script><img src=x onerror=alert(1)> & more");
    assertThat(page).doesNotContain("</p></script><").doesNotContain("<img");
    assertThat(page).contains("✕ Failing &lt;/p&gt;&lt;/script&gt;").contains("&amp; more");
    var first = page.substring(page.indexOf("<script>") + 8, page.lastIndexOf("</script>"));
    var status = Json.read(first.getBytes(StandardCharsets.UTF_8)).path("/api/v1/status");
    assertThat(status.at("/verdict/text").asText())
        .isEqualTo("</p></script><img src=x onerror=alert(1)> & more");
  }

  @Test
  void takesNoTextForAPlace() throws IOException {
    assertThat(page("{{first}} and {{verdict}}"))
        .startsWith("<p class=\"bad\">✕ Failing {{first}} and {{verdict}}</p>")
        .contains("\"text\":\"{{first}} and {{verdict}}\"");
  }

  @Test
  void saysThatItAsksWithoutAnAnswer() throws IOException {
    assertThat(new String(FirstFrame.EMPTY.page(TEMPLATE).body(), StandardCharsets.UTF_8))
        .isEqualTo("<p class=\"nodata\">○ No data Asking the agent …</p><script>{}</script>");
  }
}

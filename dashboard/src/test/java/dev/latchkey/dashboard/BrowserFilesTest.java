package dev.latchkey.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class BrowserFilesTest {
  private static final int BUDGET = 150 * 1024;

  private static List<Path> files() throws IOException, URISyntaxException {
    var page = Objects.requireNonNull(BrowserFilesTest.class.getResource("ui/index.html"));
    try (var paths = Files.walk(Path.of(page.toURI()).getParent())) {
      return paths.filter(Files::isRegularFile).toList();
    }
  }

  @Test
  void areSmallTogether() throws Exception {
    var bytes = new ByteArrayOutputStream();
    for (var file : files()) {
      try (var gzip = new GZIPOutputStream(bytes)) {
        gzip.write(Files.readAllBytes(file));
      }
    }
    assertThat(bytes.size()).isLessThanOrEqualTo(BUDGET);
  }

  @Test
  void needNoPermissionThatThePolicyDenies() throws Exception {
    for (var file : files()) {
      var text = Files.readString(file);
      if (file.toString().endsWith("index.html")) {
        assertThat(text.replace("<style>{{style}}</style>", ""))
            .doesNotContain("<style")
            .doesNotContain(" style=")
            .doesNotContain(" on");
      }
      if (file.toString().endsWith(".js") && !file.toString().contains("/lib/")) {
        assertThat(text)
            .as(file.toString())
            .startsWith("// @ts-check")
            .doesNotContain("innerHTML")
            .doesNotContain("unsafeHTML")
            .doesNotContain(" style=")
            .doesNotContain("sessionStorage")
            .doesNotContain("eval(");
      }
    }
  }

  @Test
  void moveNothingByThemselves() throws Exception {
    for (var file : files()) {
      if (file.toString().endsWith("app.css")) {
        assertThat(Files.readString(file))
            .doesNotContain("transition")
            .doesNotContain("animation")
            .doesNotContain("@keyframes");
      }
    }
  }

  /** One that is found by reading another is asked for only then, and the page waits for each. */
  @Test
  void areAskedForAtOnce() throws Exception {
    var page =
        files().stream().filter(file -> file.endsWith("ui/index.html")).findFirst().orElseThrow();
    var text = Files.readString(page);
    for (var file : files()) {
      var name = page.getParent().relativize(file).toString();
      if (name.endsWith(".js") && !name.equals("off.js")) {
        assertThat(text).contains("=\"{{root}}ui/" + name + "\"");
      }
    }
  }

  @Test
  void askNoOtherServer() throws Exception {
    for (var file : files()) {
      if (!file.toString().contains("/lib/")) {
        assertThat(Files.readString(file).replace("http://www.w3.org/", ""))
            .as(file.toString())
            .doesNotContain("http://")
            .doesNotContain("https://")
            .doesNotContain("//cdn");
      }
    }
  }
}

package dev.latchkey.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the browser loads: its size, and what the content security policy forbids in it. */
class AssetsTest {
  private static final Path FOLDER = Path.of("target/classes/dev/latchkey/dashboard/ui");
  private static final Set<String> LOADED = Set.of("html", "css", "js", "svg");
  private static final long MOST_BYTES = 150 * 1024;
  private static final Pattern IMPORT =
      Pattern.compile("(?:\\bfrom\\s*|\\bimport\\s*\\(?\\s*)[\"'](\\.{1,2}/[^\"']+)[\"']");
  private static final Pattern LINK = Pattern.compile("(?:href|src)=\"([^\"#:]+)\"");
  private static final Pattern INLINE_SCRIPT =
      Pattern.compile("<script(?![^>]*\\bsrc=)|\\son[a-z]+=[\"']|javascript:|<style\\b");

  private List<Path> files;

  @BeforeEach
  void list() throws IOException {
    try (Stream<Path> all = Files.walk(FOLDER)) {
      files = all.filter(Files::isRegularFile).filter(AssetsTest::isLoaded).sorted().toList();
    }
    assertThat(files)
        .extracting(file -> FOLDER.relativize(file).toString().replace(File.separatorChar, '/'))
        .contains("index.html", "main.js", "style.css", "key.svg", "lib/lit-html/lit-html.js");
  }

  @Test
  void allOfItIsSmall() throws IOException {
    long bytes = 0;
    for (Path file : files) {
      bytes += zipped(file);
    }
    assertThat(bytes).isBetween(1L, MOST_BYTES);
  }

  @Test
  void noFileHasStyleAttributes() throws IOException {
    for (Path file : files) {
      assertThat(Files.readString(file)).as(file.toString()).doesNotContain("style=\"");
    }
  }

  @Test
  void noPageHasInlineScriptsOrStyles() throws IOException {
    for (Path file : files) {
      if (!isLibrary(file)) {
        assertThat(Files.readString(file)).as(file.toString()).doesNotContainPattern(INLINE_SCRIPT);
      }
    }
  }

  @Test
  void everyRelativeImportExists() throws IOException {
    int imports = 0;
    for (Path file : files) {
      var matcher = IMPORT.matcher(Files.readString(file));
      while (matcher.find()) {
        imports++;
        assertThat(file.resolveSibling(matcher.group(1))).as(file.toString()).isRegularFile();
      }
    }
    assertThat(imports).isPositive();
  }

  @Test
  void everyLinkOfThePageExists() throws IOException {
    var matcher = LINK.matcher(Files.readString(FOLDER.resolve("index.html")));
    int links = 0;
    while (matcher.find()) {
      links++;
      assertThat(FOLDER.resolveSibling(matcher.group(1))).isRegularFile();
    }
    assertThat(links).isPositive();
  }

  @Test
  void nothingIsLoadedFromElsewhere() throws IOException {
    for (Path file : files) {
      if (!isLibrary(file)) {
        assertThat(Files.readString(file))
            .as(file.toString())
            .doesNotContainPattern("(?:src|href)=[\"'](?:https?:)?//")
            .doesNotContainPattern("url\\([\"']?(?:https?:)?//");
      }
    }
  }

  private static boolean isLoaded(Path file) {
    String name = file.getFileName().toString();
    return LOADED.contains(name.substring(name.lastIndexOf('.') + 1));
  }

  private static boolean isLibrary(Path file) {
    return FOLDER.relativize(file).startsWith("lib");
  }

  private static long zipped(Path file) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
      zip.write(Files.readAllBytes(file));
    }
    return out.size();
  }
}

package dev.latchkey.runtime.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigFileTest {
  @TempDir private Path dir;

  @Test
  void readsTheFile() throws IOException {
    File file = write("\uFEFFadmin: { port: 1 } # größer\n".getBytes(StandardCharsets.UTF_8));

    ConfigResult result = ConfigReader.readFile(file, Map.of());

    assertThat(result.config().orElseThrow().admin().port()).hasValue(1);
  }

  @Test
  void namesTheFileInProblems() throws IOException {
    File file = write("admin: { port: x }".getBytes(StandardCharsets.UTF_8));

    assertThat(ConfigReader.readFile(file, Map.of()).problems())
        .singleElement()
        .asString()
        .startsWith("LK-1103 " + file.getPath() + ":1:16 ");
  }

  @Test
  void saysThatThereIsNoFile() {
    File file = dir.resolve("missing.yaml").toFile();

    assertThat(problem(file))
        .isEqualTo(
            "does not exist (looked for "
                + file.getAbsolutePath()
                + "); check the path, or create the file");
  }

  @Test
  void saysThatTheFileIsADirectory() {
    assertThat(problem(dir.toFile())).isEqualTo("is a directory; name the file in it");
  }

  @Test
  void saysThatTheFileIsTooLarge() throws IOException {
    assertThat(problem(write(new byte[ConfigOnDisk.MOST_BYTES + 1])))
        .isEqualTo("is larger than 1 MiB; check that it is the right file");
  }

  @Test
  void saysWhereBytesAreNotUtf8() throws IOException {
    File file = write("admin: {}\n# gr\u00f6\u00dfer\n".getBytes(StandardCharsets.ISO_8859_1));

    assertThat(ConfigReader.readFile(file, Map.of()).problems())
        .singleElement()
        .asString()
        .isEqualTo(
            "LK-1101 "
                + file.getPath()
                + ":2:5 has bytes here that are not UTF-8; save the file as UTF-8");
  }

  @Test
  void noticesACharacterThatIsCutOff() throws IOException {
    assertThat(problem(write(new byte[] {'#', (byte) 0xC3}))).startsWith("has bytes here");
  }

  private static String problem(File file) {
    ConfigResult result = ConfigReader.readFile(file, Map.of());
    assertThat(result.config()).isEmpty();
    assertThat(result.problems()).singleElement().extracting(Problem::id).isEqualTo("LK-1101");
    return result.problems().get(0).text();
  }

  private File write(byte[] content) throws IOException {
    return Files.write(dir.resolve("latchkey.yaml"), content).toFile();
  }
}

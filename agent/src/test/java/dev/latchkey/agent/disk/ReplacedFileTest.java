package dev.latchkey.agent.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplacedFileTest {
  @TempDir private Path folder;
  private Path path;
  private ReplacedFile file;

  @BeforeEach
  void write() throws IOException {
    path = Files.writeString(folder.resolve("latchkey.yaml"), "presets: auto\n");
    file = new ReplacedFile(path.toFile());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private void assertNothingElseIsThere() throws IOException {
    try (var files = Files.list(folder)) {
      assertThat(files.map(each -> each.getFileName().toString()))
          .doesNotContain("." + path.getFileName() + "." + ProcessHandle.current().pid());
    }
  }

  @Test
  void keepsTheModeAndLeavesNothingBehind() throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-rw-r--"));
    var owner = Files.getOwner(path);
    assertThat(file.isWritable()).isTrue();
    assertThat(file.replace(bytes("presets: auto\n"), bytes("presets: none\n"))).isTrue();
    assertThat(path).hasContent("presets: none");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
        .isEqualTo("rw-rw-r--");
    assertThat(Files.getOwner(path)).isEqualTo(owner);
    assertNothingElseIsThere();
  }

  @Test
  void replacesWhatALinkPointsTo() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("link.yaml"), path);
    assertThat(new ReplacedFile(link.toFile()).replace(bytes("presets: auto\n"), bytes("x: y\n")))
        .isTrue();
    assertThat(link).isSymbolicLink();
    assertThat(path).hasContent("x: y");
  }

  @Test
  void leavesAloneWhatSomebodyElseChanged() throws IOException {
    Files.writeString(path, "presets: none # mine\n");
    assertThat(file.replace(bytes("presets: auto\n"), bytes("presets: []\n"))).isFalse();
    assertThat(path).hasContent("presets: none # mine");
    assertNothingElseIsThere();
  }

  @Test
  void refusesAFolderInItsPlaceAndAFileThatIsGone() throws IOException {
    Files.delete(path);
    assertThat(file.isWritable()).isFalse();
    assertThatThrownBy(() -> file.replace(bytes(""), bytes("x"))).isInstanceOf(IOException.class);
    Files.createDirectory(path);
    assertThat(file.isWritable()).isFalse();
    assertThatThrownBy(() -> file.replace(bytes(""), bytes("x"))).isInstanceOf(IOException.class);
    assertThat(path).isDirectory();
    assertNothingElseIsThere();
  }
}

package dev.latchkey.dashboard.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.latchkey.dashboard.access.AdminToken.State;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdminTokenTest {
  @TempDir private Path directory;

  private static AdminToken open(Path file) {
    return AdminToken.open(file.toFile(), new SecureRandom());
  }

  private static String mode(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  @Test
  void isCreatedForTheUserAlone() throws IOException {
    var file = directory.resolve("home/.latchkey/token");
    var token = open(file);
    assertThat(token.state()).isEqualTo(State.CREATED);
    var secret = Files.readString(file).strip();
    assertThat(secret).hasSize(43).matches("[A-Za-z0-9_-]+");
    assertThat(token.matches(secret)).isTrue();
    assertThat(mode(file)).isEqualTo("rw-------");
    assertThat(mode(file.getParent())).isEqualTo("rwx------");
    assertThat(token).hasToString("AdminToken[***]");
  }

  @Test
  void isRefusedToAnotherUserOfTheMachine() throws Exception {
    assumeThat(System.getProperty("user.name")).as("only root can be two users").isEqualTo("root");
    var folder = directory.resolve("home/.latchkey");
    open(folder.resolve("token"));
    // What refuses has to be the file's own mode, and not that of a folder above it.
    for (Path each = folder; !each.equals(directory.getParent()); each = each.getParent()) {
      Files.setPosixFilePermissions(each, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    var shown = Files.writeString(folder.resolve("shown"), "for everybody");
    Files.setPosixFilePermissions(shown, PosixFilePermissions.fromString("rw-r--r--"));

    assertThat(readByNobody(shown)).isEqualTo("for everybody");
    assertThat(readByNobody(folder.resolve("token"))).endsWith("Permission denied");
  }

  private static String readByNobody(Path file) throws IOException, InterruptedException {
    var nobody = List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups");
    var command = new ArrayList<>(nobody);
    command.addAll(List.of("cat", file.toString()));
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("LC_ALL", "C");
    var process = builder.start();
    var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return said.strip();
  }

  @Test
  void isTheSameAfterARestart() throws IOException {
    var file = directory.resolve("token");
    open(file);
    var again = open(file);
    assertThat(again.state()).isEqualTo(State.READ);
    assertThat(again.matches(Files.readString(file).strip())).isTrue();
  }

  @Test
  void changesWithItsFile() throws IOException {
    var file = directory.resolve("token");
    var token = open(file);
    var old = Files.readString(file).strip();
    int generation = token.generation();
    Files.writeString(file, "another-token-of-the-user\n");
    Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000));
    assertThat(token.matches("another-token-of-the-user")).isTrue();
    assertThat(token.matches(old)).isFalse();
    assertThat(token.generation()).isNotEqualTo(generation);
  }

  @Test
  void staysInForceWhenItsFileIsGone() throws IOException {
    var file = directory.resolve("token");
    var token = open(file);
    var secret = Files.readString(file).strip();
    Files.delete(file);
    assertThat(token.matches(secret)).isTrue();
    assertThat(token.matches("")).isFalse();
  }

  @Test
  void isKeptInMemoryWhenNothingCanBeWritten() throws IOException {
    // A file in the place of the directory stops root as well, as a read-only home stops users.
    var blocked = directory.resolve("home");
    Files.writeString(blocked, "");
    var token = open(blocked.resolve("token"));
    assertThat(token.state()).isEqualTo(State.MEMORY);
    assertThat(token.matches("")).isFalse();
  }

  @Test
  void isNotTakenFromAFileThatIsTooShortOrTooLong() throws IOException {
    var file = directory.resolve("token");
    Files.writeString(file, "short");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    assertThat(open(file).state()).isEqualTo(State.MEMORY);
    assertThat(open(file).matches("short")).isFalse();
    Files.writeString(file, "x".repeat(5000));
    assertThat(open(file).matches("x".repeat(5000))).isFalse();
  }

  @Test
  void isReadAsSoonAsTheFileAppears() throws IOException {
    var blocked = directory.resolve("home");
    Files.writeString(blocked, "");
    var token = open(blocked.resolve("token"));
    Files.delete(blocked);
    Files.createDirectory(blocked);
    Files.writeString(blocked.resolve("token"), "a-token-of-the-operator");
    Files.setPosixFilePermissions(
        blocked.resolve("token"), PosixFilePermissions.fromString("rw-------"));
    assertThat(token.matches("a-token-of-the-operator")).isTrue();
    assertThat(token.state()).isEqualTo(State.READ);
  }

  @Test
  void showsItsPath() {
    var file = new File(directory.toFile(), "token");
    assertThat(AdminToken.open(file, new SecureRandom()).file()).isEqualTo(file.getPath());
  }
}

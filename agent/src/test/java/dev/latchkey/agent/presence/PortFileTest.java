package dev.latchkey.agent.presence;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PortFileTest {
  private static final ProcessHandle THIS = ProcessHandle.current();

  @TempDir Path folder;

  private final Presence presence =
      new Presence(
          THIS.pid(),
          "1.2",
          Instant.now(),
          Optional.of(URI.create("http://127.0.0.1:7171/")),
          Optional.of("/home/app/.latchkey/token"));

  private PortFile file() {
    return PortFile.of(folder.toString(), THIS.pid());
  }

  private Path path() {
    return Path.of(file().toString());
  }

  @Test
  void isReadAsItWasWritten() throws Exception {
    file().write(presence);
    assertThat(file().read(THIS)).contains(presence);
    assertThat(Files.readString(path())).contains("port=7171\n");
  }

  @Test
  void needsNoDashboard() throws Exception {
    Presence without =
        new Presence(THIS.pid(), "1.2", Instant.now(), Optional.empty(), Optional.empty());
    file().write(without);
    assertThat(file().read(THIS)).contains(without);
  }

  @Test
  @DisplayName("H-5 is for its user alone")
  void isForItsUserAlone() throws Exception {
    file().write(presence);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path())))
        .isEqualTo("rw-------");
  }

  @Test
  @DisplayName("H-5 is not written through a link that somebody laid there, nor read through one")
  void followsNoLink() throws Exception {
    Path elsewhere = Files.writeString(folder.resolve("elsewhere"), "untouched");
    Files.createSymbolicLink(path(), elsewhere);
    assertThat(file().read(THIS)).isEmpty();
    file().write(presence);
    assertThat(elsewhere).hasContent("untouched");
    assertThat(path()).isRegularFile().isNotEqualTo(elsewhere);
    assertThat(Files.isSymbolicLink(path())).isFalse();
  }

  @Test
  void replacesWhatAnEarlierProcessOfTheSameNumberLeft() throws Exception {
    Files.writeString(path(), "pid=" + THIS.pid() + "\nstarted-at=2001-01-01T00:00:00Z\n");
    file().write(presence);
    assertThat(file().read(THIS)).contains(presence);
  }

  @Test
  void removesWhatIsFromBeforeTheProcess() throws Exception {
    Files.writeString(path(), "pid=" + THIS.pid() + "\nstarted-at=2001-01-01T00:00:00Z\n");
    assertThat(file().read(THIS)).isEmpty();
    assertThat(path()).doesNotExist();
  }

  @Test
  void removesTheFilesOfProcessesThatAreGone() throws Exception {
    Process gone = new ProcessBuilder("true").start();
    gone.waitFor();
    Path stale = Files.writeString(folder.resolve("latchkey-" + gone.pid() + ".port"), "");
    Path other = Files.writeString(folder.resolve("latchkey-x.port"), "");
    file().write(presence);
    PortFile.removeStale(folder.toString());
    assertThat(stale).doesNotExist();
    assertThat(other).exists();
    assertThat(path()).exists();
  }

  @Test
  void takesNoOtherTextForAnAnswer() throws Exception {
    for (String text : new String[] {"", "pid=x", "pid=1\nstarted-at=then\n", "\0\0"}) {
      Files.writeString(path(), text);
      assertThat(file().read(THIS)).as(text).isEmpty();
    }
  }
}

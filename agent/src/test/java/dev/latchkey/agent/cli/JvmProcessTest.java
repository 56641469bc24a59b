package dev.latchkey.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class JvmProcessTest {
  @Test
  void saysThatThereIsNoSuchProcess() throws Exception {
    Process gone = new ProcessBuilder("true").start();
    gone.waitFor();
    assertThatThrownBy(() -> JvmProcess.find(gone.pid()))
        .isInstanceOf(CommandException.class)
        .hasMessageStartingWith("LK-4001 no process has the number " + gone.pid());
  }

  @Test
  void saysThatItIsTheCommandItself() {
    assertThatThrownBy(() -> JvmProcess.find(ProcessHandle.current().pid()))
        .hasMessageStartingWith("LK-4002");
  }

  /** The signal with which attaching begins would end it. */
  @Test
  void leavesAProcessAloneThatIsNoJvm() throws Exception {
    Process other = new ProcessBuilder("sleep", "60").start();
    try {
      assertThatThrownBy(() -> JvmProcess.find(other.pid()))
          .hasMessageStartingWith("LK-4003")
          .hasMessageContaining("sleep");
      assertThat(other.isAlive()).isTrue();
    } finally {
      other.destroy();
    }
  }

  @Test
  void knowsTheVersionOfJavaWithoutAttaching() {
    assertThat(new JvmProcess(ProcessHandle.current()).javaVersion())
        .isEqualTo(System.getProperty("java.version"));
  }
}

package dev.latchkey.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.tools.attach.VirtualMachine;
import dev.latchkey.it.app.ShapesApp;
import dev.latchkey.it.harness.AppJvm;
import dev.latchkey.it.harness.Jdk;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** The agent loaded into an application that runs already. */
@ParameterizedClass
@MethodSource("jdks")
class AttachTest {
  @Parameter Jdk jdk;

  @TempDir Path home;

  static List<Jdk> jdks() {
    return Jdk.all();
  }

  @Test
  void weavesWhatIsLoadedAlready() throws Exception {
    Path config =
        Files.writeString(
            home.resolve("latchkey.yaml"),
            """
            admin: { port: 0 }
            presets: none
            targets:
              - { name: depth, layer: other, class: dev.latchkey.it.app.Shapes$Mixed, method: depth }
            """);
    try (AppJvm app =
        AppJvm.on(jdk, home)
            .withoutAgent()
            .options("-XX:+EnableDynamicAgentLoading")
            .start(ShapesApp.class)) {
      assertThat(app.ask("recursion")).isEqualTo("5");
      VirtualMachine vm = VirtualMachine.attach(String.valueOf(app.pid()));
      vm.loadAgent(AppJvm.latchkeyJar().toString(), "config=" + config);
      vm.detach();
      app.dashboard();
      assertThat(app.ask("recursion")).isEqualTo("5");
      assertThat(app.target("depth").get("state").asText()).isEqualTo("woven");
      assertThat(app.target("depth").get("calls").asLong()).isEqualTo(1);
    }
  }
}

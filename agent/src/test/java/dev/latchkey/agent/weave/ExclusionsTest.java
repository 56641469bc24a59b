package dev.latchkey.agent.weave;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.agent.preset.PresetCatalogue;
import dev.latchkey.runtime.config.TargetConfig;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ExclusionsTest {
  static Stream<TargetConfig> presets() {
    return PresetCatalogue.NAMES.stream().flatMap(name -> PresetCatalogue.targets(name).stream());
  }

  @ParameterizedTest
  @MethodSource("presets")
  @DisplayName("F-2 no target of a preset is of a class that is never woven")
  void letPresetsBe(TargetConfig target) {
    assertThat(Exclusions.reason(target.className().replace('.', '/'))).isEmpty();
  }

  @Test
  void keepTheFoundations() {
    assertThat(Exclusions.reason("sun/net/www/protocol/http/AuthCache")).isPresent();
    assertThat(Exclusions.reason("jdk/internal/net/http/Http1Exchange")).isPresent();
    assertThat(Exclusions.reason("java/util/HashMap")).isPresent();
  }
}

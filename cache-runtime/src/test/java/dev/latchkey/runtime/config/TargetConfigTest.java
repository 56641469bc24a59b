package dev.latchkey.runtime.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.runtime.operation.Layer;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TargetConfigTest {
  private static final MethodPattern METHOD = new MethodPattern("m", Optional.empty());

  @ParameterizedTest
  @EnumSource(Layer.class)
  void hasTheRoleOfItsLayerByDefault(Layer layer) {
    TargetConfig target = target(layer).build();

    assertThat(target.role())
        .isEqualTo(
            switch (layer) {
              case JWKS -> Role.FETCH;
              case SESSION -> Role.LOOKUP;
              default -> Role.TIME;
            });
    assertThat(target.match()).isEqualTo(Match.EXACT);
    assertThat(target.key()).isEmpty();
  }

  @Test
  @DisplayName("G-4 no target can be made whose key confuses tokens")
  void refusesAPartialKey() throws ConfigSyntaxException {
    TargetConfig.Builder partial = target(Layer.JWT).key(List.of(KeyPath.parse("arg0.jti")));

    assertThatThrownBy(partial::build).isInstanceOf(IllegalArgumentException.class);
    assertThat(target(Layer.OTHER).key(List.of(KeyPath.parse("arg0.jti"))).build().key())
        .hasSize(1);
  }

  @Test
  void refusesPartsThatDoNotGoTogether() {
    assertThatThrownBy(target(Layer.JWT).role(Role.SIGNATURE)::build)
        .hasMessage("role and signature do not fit");
    assertThatThrownBy(target(Layer.AUTH).role(Role.TOKEN)::build)
        .hasMessage("role token needs a token or kid path");
    assertThatThrownBy(target(Layer.DB).role(Role.FETCH)::build)
        .hasMessage("role fetch does not fit layer db");
    assertThatThrownBy(TargetConfig.builder("A", Layer.DB, "a.B", METHOD)::build)
        .hasMessage("not a target name: A");
    assertThatThrownBy(TargetConfig.builder("a", Layer.DB, "a/B", METHOD)::build)
        .hasMessage("not a class name: a/B");
  }

  private static TargetConfig.Builder target(Layer layer) {
    return TargetConfig.builder("t", layer, "a.B", METHOD);
  }
}

package dev.latchkey.agent.preset;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.runtime.config.KeyPath;
import dev.latchkey.runtime.config.Role;
import dev.latchkey.runtime.config.TargetConfig;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PresetCatalogueTest {
  static Stream<TargetConfig> targets() {
    return PresetCatalogue.NAMES.stream().flatMap(name -> PresetCatalogue.targets(name).stream());
  }

  @ParameterizedTest
  @MethodSource("targets")
  @DisplayName("F-2 every target of a preset names a method that the library has")
  void exists(TargetConfig target) throws Exception {
    Class<?> type = Class.forName(target.className(), false, getClass().getClassLoader());
    assertThat(type.getDeclaredMethods())
        .anyMatch(
            method ->
                method.getName().equals(target.method().name())
                    && target
                        .method()
                        .parameterTypes()
                        .map(types -> types.equals(names(method)))
                        .orElse(true));
  }

  @ParameterizedTest
  @MethodSource("targets")
  @DisplayName("K-16 no preset lets a cache skip a method that returns nothing")
  void skipsNoSideEffects(TargetConfig target) throws Exception {
    if (target.role() == Role.FETCH || target.role() == Role.SIGNATURE) {
      assertThat(Class.forName(target.className()).getDeclaredMethods())
          .filteredOn(method -> method.getName().equals(target.method().name()))
          .noneMatch(method -> method.getReturnType() == void.class);
    }
  }

  @ParameterizedTest
  @MethodSource("targets")
  @DisplayName(
      "F-2 a target that a cache may answer is told by its parameter types, and names every argument")
  void isExact(TargetConfig target) {
    if (target.role() == Role.FETCH) {
      int arguments = target.method().parameterTypes().orElseThrow().size();
      assertThat(target.key())
          .filteredOn(path -> path.root() == KeyPath.Root.ARGUMENT)
          .hasSize(arguments);
    }
    if (target.role() == Role.SIGNATURE) {
      assertThat(target.method().parameterTypes()).isPresent();
    }
  }

  @ParameterizedTest
  @MethodSource("targets")
  @DisplayName("V-11 what validates once for a long connection is timed only")
  void lengthensNoConnection(TargetConfig target) {
    if (target.className().matches("org\\.apache\\.(kafka|pulsar)\\..*")) {
      assertThat(target.role().keepsResults()).isFalse();
    }
  }

  @ParameterizedTest
  @MethodSource("targets")
  @DisplayName("V-7 no preset keeps whole validations without naming what it checks with")
  void vouchesForNobody(TargetConfig target) {
    target
        .validation()
        .ifPresent(
            known ->
                assertThat(known.assumePure() || !known.validators().isEmpty())
                    .as("%s is eligible or not by what it checks with", target.name())
                    .isTrue());
  }

  private static List<String> names(Method method) {
    return Arrays.stream(method.getParameterTypes()).map(Class::getCanonicalName).toList();
  }
}

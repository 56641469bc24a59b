package dev.latchkey.agent.preset;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.runtime.config.ConfigReader;
import dev.latchkey.runtime.config.KeyPath;
import dev.latchkey.runtime.config.Role;
import dev.latchkey.runtime.config.TargetConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.bytebuddy.description.method.MethodDescription;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PresetCatalogueTest {
  static List<String> names() {
    return PresetCatalogue.NAMES;
  }

  @ParameterizedTest
  @MethodSource("names")
  void isCompiledAsItIsWritten(String name) throws IOException {
    String yaml = Files.readString(Path.of("src/main/resources/presets", name + ".yaml"));
    assertThat(PresetCatalogue.targets(name))
        .isNotEmpty()
        .isEqualTo(ConfigReader.read(yaml, name, Map.of()).config().orElseThrow().targets());
  }

  static Stream<TargetConfig> targets() {
    return PresetCatalogue.NAMES.stream().flatMap(name -> PresetCatalogue.targets(name).stream());
  }

  @ParameterizedTest
  @MethodSource("targets")
  @DisplayName("F-2 every target of a preset names a method that a version of the library has")
  void exists(TargetConfig target) {
    assertThat(LibraryClasses.methods(target)).isNotEmpty();
  }

  /** Library methods that fetch and keep what they fetched: skipping one leaves it without. */
  private static final Set<String> SIDE_EFFECTING =
      Set.of("refresh", "updateJWKSetFromURL", "fetchJwks", "sendRequest", "updateKeys");

  @ParameterizedTest
  @MethodSource("targets")
  @DisplayName("K-16 no preset lets a cache skip a method that keeps what it fetched")
  void skipsNoKeeper(TargetConfig target) {
    if (target.role() == Role.FETCH) {
      assertThat(target.method().name()).isNotIn(SIDE_EFFECTING);
    }
  }

  @ParameterizedTest
  @MethodSource("targets")
  @DisplayName("K-16 no preset lets a cache skip a method that returns nothing")
  void skipsNoSideEffects(TargetConfig target) {
    if (target.role() == Role.FETCH || target.role() == Role.SIGNATURE) {
      assertThat(LibraryClasses.methods(target))
          .noneMatch(method -> method.getReturnType().represents(void.class));
    }
  }

  @ParameterizedTest
  @MethodSource("targets")
  @DisplayName(
      "F-2 a target that a cache may answer is told by its parameter types, and names every argument")
  void isExact(TargetConfig target) {
    if (target.role() == Role.FETCH) {
      int arguments = target.method().parameterTypes().orElseThrow().size();
      Stream<KeyPath> chooser = target.fetch().selectedBy().stream();
      assertThat(
              Stream.of(target.key().stream(), target.identity().stream(), chooser)
                  .flatMap(paths -> paths))
          .filteredOn(path -> path.root() == KeyPath.Root.ARGUMENT)
          .extracting(KeyPath::argument)
          .containsAll(IntStream.range(0, arguments).boxed().toList());
    }
    if (target.role() == Role.SIGNATURE) {
      assertThat(target.method().parameterTypes()).isPresent();
    }
  }

  @ParameterizedTest
  @MethodSource("targets")
  @DisplayName("S-2 what a remembered signature depends on is every argument of the method")
  void dependsOnEveryArgument(TargetConfig target) {
    if (target.role() == Role.SIGNATURE) {
      List<MethodDescription> methods = LibraryClasses.methods(target);
      assertThat(methods).allSatisfy(method -> assertThat(unnamed(target, method)).isEmpty());
    }
  }

  /**
   * The prepared {@code Signature} of JJWT up to 0.11 is made anew for the call from what is named.
   */
  private static List<String> unnamed(TargetConfig target, MethodDescription method) {
    var signature = target.signature().orElseThrow();
    List<Integer> named =
        Stream.of(
                Stream.of(signature.algorithm()),
                signature.key().stream(),
                signature.token().stream(),
                target.key().stream(),
                target.identity().stream())
            .flatMap(paths -> paths)
            .filter(path -> path.root() == KeyPath.Root.ARGUMENT)
            .map(KeyPath::argument)
            .toList();
    return method.getParameters().stream()
        .filter(parameter -> !named.contains(parameter.getIndex()))
        .map(parameter -> parameter.getType().getTypeName())
        .filter(type -> !type.equals("java.security.Signature"))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("targets")
  @DisplayName("V-11 what validates once for a long connection is timed only")
  void lengthensNoConnection(TargetConfig target) {
    if (target.className().matches("org\\.apache\\.(kafka|pulsar)\\..*")) {
      assertThat(target.role().keepsResults()).isFalse();
    }
  }
}

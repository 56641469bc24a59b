package dev.latchkey.runtime.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.latchkey.runtime.Fuzz;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whatever stands for a path, a method or a condition: it is read, or refused with a reason. */
@Timeout(120)
class GrammarFuzzTest {
  private static final List<String> PATHS =
      List.of(
          "arg0", "arg0.subject", "arg0.getHeader('Authorization')", "this.realm", "result.a.b");
  private static final List<String> METHODS =
      List.of(
          "validate(java.lang.String)", "find", "a(int[], byte[][])", "run()", "b(com.acme.X$Y)");
  private static final List<String> CONDITIONS =
      List.of(
          "auth.p95 > 500ms for 2m",
          "auth.error_ratio > 1%",
          "cache.jwt.hit_ratio < 0.5 for 10m",
          "burn(99.9%, 30d)");

  /** What may be read or refused. */
  private interface Reader {
    Object read(String text) throws ConfigSyntaxException;
  }

  @Test
  void paths() {
    check(PATHS, KeyPath::parse);
  }

  @Test
  void methods() {
    check(METHODS, MethodPattern::parse);
  }

  @Test
  void conditions() {
    check(CONDITIONS, AlertCondition::parse);
  }

  private static void check(List<String> samples, Reader reader) {
    Fuzz.seeds()
        .forEach(
            seed -> {
              String text = Fuzz.of(seed).text(samples);
              try {
                assertThat(reader.read(text)).isNotNull();
              } catch (ConfigSyntaxException refused) {
                assertThat(refused.getMessage()).as("seed %d", seed).isNotBlank();
              } catch (RuntimeException | StackOverflowError broken) {
                fail("seed " + seed + ": " + text, broken);
              }
            });
  }
}

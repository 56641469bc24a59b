package dev.latchkey.agent.handler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.runtime.config.Copying;
import dev.latchkey.runtime.config.KeyPath;
import dev.latchkey.runtime.config.Rebuild;
import dev.latchkey.runtime.config.Validation;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class PurityCheckTest {
  interface Check {}

  static final class Audience implements Check {
    final List<String> accepted = List.of("orders");
    final Clock clock;

    Audience(Clock clock) {
      this.clock = clock;
    }
  }

  static final class Nested implements Check {
    final List<Check> checks;

    Nested(Check... checks) {
      this.checks = List.of(checks);
    }
  }

  static final class RevocationList implements Check {}

  static final class ByTest implements Check {
    final Predicate<Object> test;

    ByTest(Predicate<Object> test) {
      this.test = test;
    }

    static ByTest own(String wanted) {
      return new ByTest(wanted::equals);
    }

    static ByTest ofTenant(ThreadLocal<String> tenant) {
      return new ByTest(value -> value.equals(tenant.get()));
    }

    static ByTest lambda(String wanted) {
      return new ByTest(value -> value.equals(wanted));
    }
  }

  static class Validator {
    final Check check;

    Validator(Check check) {
      this.check = check;
    }
  }

  static final class Special extends Validator {
    Special(Check check) {
      super(check);
    }
  }

  private static PurityCheck check(boolean assumed, String... paths) throws Exception {
    List<KeyPath> validators = new java.util.ArrayList<>();
    for (String path : paths) {
      validators.add(KeyPath.parse(path));
    }
    List<String> pure =
        List.of(Audience.class.getName(), Nested.class.getName(), ByTest.class.getName());
    return new PurityCheck(
        new Validation(
            Rebuild.DEFAULT,
            List.of(),
            Copying.NONE,
            Map.of(),
            validators,
            pure,
            List.of(RevocationList.class.getName() + "Source"),
            assumed,
            List.of(),
            Optional.empty()),
        Validator.class.getName());
  }

  private static String objection(Check check) throws Exception {
    return check(false, "this.#check").objection(new Validator(check));
  }

  @Test
  @DisplayName("V-7 validators of named classes are pure, however they are nested")
  void named() throws Exception {
    assertThat(objection(new Audience(Clock.systemUTC()))).isEmpty();
    assertThat(objection(new Nested(new Nested(new Audience(Clock.systemDefaultZone())))))
        .isEmpty();
    assertThat(objection(null)).isEmpty();
  }

  @Test
  @DisplayName("V-7 one validator of an unknown class makes the target ineligible, and is named")
  void unknown() throws Exception {
    assertThat(objection(new Nested(new Audience(Clock.systemUTC()), new RevocationList())))
        .contains("RevocationList is not known to be pure");
  }

  @Test
  @DisplayName("V-7 a lambda is as pure as the class that it was written in")
  void lambdas() throws Exception {
    assertThat(objection(ByTest.own("a"))).isEmpty();
    assertThat(objection(ByTest.lambda("a"))).isEmpty();
    assertThat(objection(new ByTest(value -> true))).contains("PurityCheckTest$$Lambda");
  }

  @Test
  @DisplayName("G-10 a validator that goes by the thread's tenant makes the target ineligible")
  void tenants() throws Exception {
    assertThat(objection(ByTest.ofTenant(new ThreadLocal<>())))
        .contains("java.lang.ThreadLocal is not known to be pure");
  }

  @Test
  @DisplayName("V-8 a clock of somebody's own makes the target ineligible")
  void clocks() throws Exception {
    assertThat(objection(new Audience(Clock.fixed(Instant.EPOCH, ZoneOffset.UTC))))
        .contains("java.time.Clock$FixedClock is not known to be pure");
  }

  @Test
  @DisplayName("V-7 a subclass may check more than the class that is named")
  void subclass() throws Exception {
    assertThat(check(false, "this.#check").objection(new Special(null)))
        .contains("Special may check more than");
  }

  @Test
  @DisplayName(
      "V-7 a target that says nothing of its validators is eligible only by word of honour")
  void silence() throws Exception {
    assertThat(check(false).objection(new Validator(null))).contains("assume-pure: true");
    assertThat(check(true).objection(new Special(new RevocationList()))).isEmpty();
  }

  @Test
  @DisplayName("V-7 a path that cannot be read makes the target ineligible")
  void unreadable() throws Exception {
    assertThat(check(false, "this.#other").objection(new Validator(null)))
        .isEqualTo("this.#other cannot be read");
  }
}

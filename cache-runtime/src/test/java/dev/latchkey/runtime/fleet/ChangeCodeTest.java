package dev.latchkey.runtime.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.runtime.Fuzz;
import dev.latchkey.runtime.session.Change;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ChangeCodeTest {
  static List<Change> changes() {
    return List.of(
        Change.EVERYTHING,
        new Change.Table(-17),
        new Change.Subject(-4711),
        new Change.Users("lädt", List.of()),
        new Change.Users("load", List.of(1, Integer.MIN_VALUE)));
  }

  @ParameterizedTest
  @MethodSource("changes")
  void readsWhatItWrote(Change change) {
    assertThat(ChangeCode.read(ChangeCode.write(change))).isEqualTo(change);
  }

  @Test
  @DisplayName("SES-10 what another version means and this one does not know is everything")
  void takesTheUnknownForEverything() {
    assertThat(ChangeCode.read(new byte[] {99, 1, 2})).isEqualTo(Change.EVERYTHING);
    assertThat(ChangeCode.read(new byte[0])).isEqualTo(Change.EVERYTHING);
    assertThat(ChangeCode.read(new byte[] {1, 2})).isEqualTo(Change.EVERYTHING);
    assertThat(ChangeCode.read(new byte[] {2, -1, -1})).isEqualTo(Change.EVERYTHING);
  }

  @Test
  void anyBytesAreSomeChange() {
    byte[] whole = ChangeCode.write(new Change.Users("load", List.of(1, 2)));
    Fuzz.seeds()
        .forEach(
            seed ->
                assertThat(ChangeCode.read(Fuzz.of(seed).bytes(whole)))
                    .as("seed %d", seed)
                    .isNotNull());
  }

  @Test
  void tooManyNamesAreEverything() {
    Change.Users users = new Change.Users("load", Collections.nCopies(1_000, 1));
    assertThat(ChangeCode.read(ChangeCode.write(users))).isEqualTo(Change.EVERYTHING);
  }
}

package dev.latchkey.runtime.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.runtime.Fuzz;
import dev.latchkey.runtime.session.Change;
import dev.latchkey.runtime.token.ClaimKind;
import dev.latchkey.runtime.token.Revocations.Claim;
import dev.latchkey.runtime.token.Revocations.Told;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class TokenCodeTest {
  private static final Told ALL = new Told(List.of(), Duration.ZERO);

  @Test
  void readsWhatItWrote() {
    Told told =
        new Told(
            List.of(new Claim(ClaimKind.SUBJECT, "al\u00efce"), new Claim(ClaimKind.TOKEN, "00ff")),
            Duration.ofMinutes(5));
    assertThat(TokenCode.read(TokenCode.write(told))).contains(told);
    assertThat(TokenCode.read(TokenCode.write(ALL))).contains(ALL);
    assertThat(TokenCode.read(ChangeCode.write(Change.EVERYTHING))).isEmpty();
  }

  @Test
  void takesWhatItCannotSayOrReadForEverything() {
    Claim longOne = new Claim(ClaimKind.SUBJECT, "a".repeat(70_000));
    Told many = new Told(Collections.nCopies(300, new Claim(ClaimKind.ID, "x")), Duration.ZERO);
    for (Told each : List.of(new Told(List.of(longOne), Duration.ZERO), many)) {
      assertThat(TokenCode.read(TokenCode.write(each))).contains(ALL);
    }
    byte[] known = TokenCode.write(new Told(List.of(new Claim(ClaimKind.ID, "x")), Duration.ZERO));
    assertThat(TokenCode.read(Arrays.copyOf(known, known.length - 1))).contains(ALL);
    known[known.length - 4] = '?';
    assertThat(TokenCode.read(known)).contains(ALL);
  }

  @Test
  void anyBytesAreReadAsSomething() {
    byte[] whole =
        TokenCode.write(
            new Told(List.of(new Claim(ClaimKind.SUBJECT, "alice")), Duration.ofMinutes(5)));
    Fuzz.seeds()
        .forEach(
            seed -> {
              byte[] bytes = Fuzz.of(seed).bytes(whole);
              if (TokenCode.read(bytes).isEmpty()) {
                assertThat(bytes.length == 0 || bytes[0] != whole[0]).as("seed %d", seed).isTrue();
              }
            });
  }
}

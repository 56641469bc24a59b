package dev.latchkey.agent.handler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.runtime.store.Fingerprint;
import dev.latchkey.runtime.token.SignatureKey;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class TokenPartTest {
  private static final byte[] BYTES = "header.payload".getBytes(StandardCharsets.US_ASCII);

  private static Optional<Fingerprint> of(Object part) {
    SignatureKey key = SignatureKey.ofOctetKey("verify", "EdDSA", "Ed25519", "x");
    return TokenPart.append(key, part)
        ? Optional.ofNullable(key.buildUnlessTooLong())
        : Optional.empty();
  }

  @Test
  void takesTheSameBytesInEveryForm() {
    assertThat(of(new ByteArrayInputStream(BYTES))).isPresent().isEqualTo(of(BYTES));
    assertThat(of(ByteBuffer.wrap(BYTES))).isEqualTo(of(BYTES));
    assertThat(of(CharBuffer.wrap("header"))).isPresent().isEqualTo(of("header"));
  }

  @Test
  @DisplayName("S-7 a stream is put back to where it was, for whoever reads it next")
  void leavesStreamsAsTheyWere() throws IOException {
    InputStream whole = new ByteArrayInputStream(BYTES);
    of(whole);
    assertThat(whole.readAllBytes()).isEqualTo(BYTES);

    InputStream begun = new ByteArrayInputStream(BYTES);
    begun.readNBytes(3);
    of(begun);
    assertThat(begun.readAllBytes()).asString().isEqualTo("der.payload");

    InputStream marked = new ByteArrayInputStream(BYTES, 7, 7);
    marked.readNBytes(2);
    marked.mark(0);
    marked.readNBytes(1);
    of(marked);
    assertThat(marked.readAllBytes()).asString().isEqualTo("load");
    marked.reset();
    assertThat(marked.readAllBytes()).asString().isEqualTo("yload");
  }

  @Test
  @DisplayName("S-7 only what is left of a stream counts")
  void takesWhatIsLeft() throws IOException {
    InputStream begun = new ByteArrayInputStream(BYTES);
    begun.readNBytes(7);
    assertThat(of(begun)).isEqualTo(of("payload".getBytes(StandardCharsets.US_ASCII)));
  }

  @Test
  void leavesBuffersAsTheyWere() {
    ByteBuffer buffer = ByteBuffer.wrap(BYTES).position(7);
    of(buffer);
    assertThat(buffer.remaining()).isEqualTo(7);
  }

  @Test
  @DisplayName("S-7 any other stream is left alone, unread")
  void leavesOtherStreamsAlone() throws IOException {
    List<InputStream> others =
        List.of(
            new SequenceInputStream(new ByteArrayInputStream(BYTES), InputStream.nullInputStream()),
            new ByteArrayInputStream(BYTES) {
              @Override
              public synchronized void reset() {
                throw new IllegalStateException("cannot go back");
              }
            });
    for (InputStream other : others) {
      assertThat(of(other)).isEmpty();
      assertThat(other.readAllBytes()).isEqualTo(BYTES);
    }
  }

  @Test
  void knowsNoOtherForm() {
    assertThat(of(null)).isEmpty();
    assertThat(of(42)).isEmpty();
  }
}

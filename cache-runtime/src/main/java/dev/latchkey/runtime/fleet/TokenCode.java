package dev.latchkey.runtime.fleet;

import dev.latchkey.runtime.token.ClaimKind;
import dev.latchkey.runtime.token.Revocations.Claim;
import dev.latchkey.runtime.token.Revocations.Told;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Writes what was taken back of tokens: {@code kind (1) | milliseconds of denial (8) | number of
 * claims (1) | kind, value of each}. Its first byte is that of no {@link ChangeCode}. Stateless.
 */
final class TokenCode {
  private static final byte TOKENS = 4;
  private static final int MOST_CLAIMS = 100;
  private static final int MOST_BYTES = 2_048;

  private TokenCode() {}

  static byte[] write(Told told) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(TOKENS);
      out.writeLong(told.deniedFor().toMillis());
      out.writeByte(told.claims().size());
      for (Claim each : told.claims()) {
        out.writeUTF(each.kind().id());
        out.writeUTF(each.value());
      }
    } catch (IOException tooLong) {
      return write(new Told(List.of(), Duration.ZERO));
    }
    return bytes.size() > MOST_BYTES || told.claims().size() > MOST_CLAIMS
        ? write(new Told(List.of(), Duration.ZERO))
        : bytes.toByteArray();
  }

  /** Returns what was taken back; nothing for another message. */
  static Optional<Told> read(byte[] bytes) {
    if (bytes.length == 0 || bytes[0] != TOKENS) {
      return Optional.empty();
    }
    try (DataInputStream in =
        new DataInputStream(new ByteArrayInputStream(bytes, 1, bytes.length - 1))) {
      Duration deniedFor = Duration.ofMillis(in.readLong());
      List<Claim> claims = new ArrayList<>();
      for (int i = in.readUnsignedByte(); i > 0; i--) {
        claims.add(new Claim(kind(in.readUTF()), in.readUTF()));
      }
      return Optional.of(new Told(claims, deniedFor));
    } catch (IOException unknown) {
      // Another version may know more claims: everything is taken back.
      return Optional.of(new Told(List.of(), Duration.ZERO));
    }
  }

  private static ClaimKind kind(String id) throws IOException {
    for (ClaimKind each : ClaimKind.values()) {
      if (each.id().equals(id)) {
        return each;
      }
    }
    throw new IOException("a claim that is not known");
  }
}

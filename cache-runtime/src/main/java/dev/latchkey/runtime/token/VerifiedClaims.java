package dev.latchkey.runtime.token;

import java.util.OptionalLong;

/**
 * What is known of an accepted token: its times from the result that the application's own check
 * returned, and numbers for whom and what it is about. Immutable.
 *
 * @param expiresAtMillis the end of its life by the wall clock; empty when it is not known
 * @param notBeforeMillis when its life begins; empty for always
 * @param issuedAtMillis when it was issued; empty when it is not known
 * @param ids numbers from {@link ClaimIds} by the ordinal of {@link ClaimKind}
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, never changed
public record VerifiedClaims(
    OptionalLong expiresAtMillis,
    OptionalLong notBeforeMillis,
    OptionalLong issuedAtMillis,
    long[] ids) {
  /** Checks the count of the numbers. */
  public VerifiedClaims {
    if (ids.length != ClaimKind.values().length) {
      throw new IllegalArgumentException("there is one number for each kind of claim");
    }
  }

  /** Returns the number of one claim. */
  public long id(ClaimKind kind) {
    return ids[kind.ordinal()];
  }

  @Override
  public String toString() {
    return "VerifiedClaims[]";
  }
}

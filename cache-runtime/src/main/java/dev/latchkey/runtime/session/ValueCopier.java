package dev.latchkey.runtime.session;

import org.jspecify.annotations.Nullable;

/**
 * Takes values of the application apart and makes them again, so that no caller can change what
 * another one gets (safety rules SES-18 to SES-21, U-3). Thread-safe.
 */
public interface ValueCopier {
  /**
   * Returns what can be kept of a value, which shares nothing with it that can be changed.
   *
   * @throws NotKeptException when no equal value could be made of it, or it is too large
   */
  Object keep(Object value) throws NotKeptException;

  /** Returns a value for one caller, or null when none can be made any more. */
  @Nullable Object copy(Object kept);

  /** Returns whether two values that are kept are equal in all their parts, types included. */
  boolean same(Object kept, Object other);

  /** Returns an estimate of what keeping this costs. */
  int bytes(Object kept);

  /** Returns what writes such values of one more target for other processes. */
  default ValueCodec codec() {
    return ValueCodec.NONE;
  }

  /** Why a value cannot be kept. */
  final class NotKeptException extends Exception {
    private static final long serialVersionUID = 1;

    /** Says why, without anything of the value. */
    public NotKeptException(String reason) {
      super(reason, null, false, false);
    }

    /** Returns why. */
    public String reason() {
      return String.valueOf(getMessage());
    }
  }
}

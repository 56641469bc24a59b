package dev.latchkey.runtime.session;

import dev.latchkey.runtime.session.ValueCopier.NotKeptException;
import org.jspecify.annotations.Nullable;

/**
 * Writes kept values of one target for other processes, and reads theirs: of the classes that this
 * process's own values had, and no others (safety rule SES-25). Thread-safe.
 */
public interface ValueCodec {
  /** Writes nothing. */
  ValueCodec NONE =
      new ValueCodec() {
        @Override
        public String shape(Object kept) throws NotKeptException {
          throw new NotKeptException("such values cannot be written");
        }

        @Override
        public byte[] write(Object kept) throws NotKeptException {
          throw new NotKeptException("such values cannot be written");
        }

        @Override
        public @Nullable Object read(byte[] bytes) {
          return null;
        }
      };

  /**
   * Returns a digest of the structure of the value's class and of those that its fields declare.
   *
   * @throws NotKeptException when such values cannot be written
   */
  String shape(Object kept) throws NotKeptException;

  /**
   * Returns the value as bytes, and learns its classes.
   *
   * @throws NotKeptException when it cannot be written, or must not be: it holds a password
   */
  byte[] write(Object kept) throws NotKeptException;

  /** Returns what can be kept of a value, as if it had been read here; null when there is none. */
  @Nullable Object read(byte[] bytes);
}

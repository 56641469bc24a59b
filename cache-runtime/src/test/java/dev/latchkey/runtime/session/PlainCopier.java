package dev.latchkey.runtime.session;

import java.nio.charset.StandardCharsets;

/** Keeps values as they are: tests look up immutable ones. */
final class PlainCopier implements ValueCopier {
  @Override
  public Object keep(Object value) throws NotKeptException {
    if (value instanceof Thread) {
      throw new NotKeptException("a thread cannot be copied");
    }
    return value;
  }

  @Override
  public Object copy(Object kept) {
    return kept;
  }

  @Override
  public boolean same(Object kept, Object other) {
    return kept.equals(other);
  }

  @Override
  public ValueCodec codec() {
    return new ValueCodec() {
      @Override
      public String shape(Object kept) {
        return kept.getClass().getName();
      }

      @Override
      public byte[] write(Object kept) throws NotKeptException {
        if (kept.equals("password")) {
          throw new NotKeptException("it holds a secret");
        }
        return kept.toString().getBytes(StandardCharsets.UTF_8);
      }

      @Override
      public Object read(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
      }
    };
  }

  @Override
  public int bytes(Object kept) {
    return 16;
  }
}

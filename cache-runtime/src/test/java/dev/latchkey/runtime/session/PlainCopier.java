package dev.latchkey.runtime.session;

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
  public int bytes(Object kept) {
    return 16;
  }
}

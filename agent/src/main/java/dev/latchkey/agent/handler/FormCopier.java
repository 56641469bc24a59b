package dev.latchkey.agent.handler;

import dev.latchkey.runtime.config.Copying;
import dev.latchkey.runtime.session.ValueCopier;
import org.jspecify.annotations.Nullable;

/** Keeps values in the form that whole validations have too. Thread-safe. */
final class FormCopier implements ValueCopier {
  /** A text that no value holds: lookups have no token. */
  private static final String NO_TOKEN = "\u0000no token\u0000";

  private final LibraryObjects objects = new LibraryObjects(Copying.NONE);

  @Override
  public Object keep(Object value) throws NotKeptException {
    try {
      Form form = Snapshot.of(value, NO_TOKEN, objects);
      if (!Snapshot.of(form.make(NO_TOKEN), NO_TOKEN, objects).equals(form)) {
        throw new NotKeptException("a copy of the result is not equal to it");
      }
      return form;
    } catch (NotCopyableException refused) {
      throw new NotKeptException(refused.reason());
    } catch (NotKeptException | RuntimeException | Error refused) {
      throw refused;
    } catch (Throwable failed) {
      throw new NotKeptException("the result cannot be read");
    }
  }

  @Override
  public @Nullable Object copy(Object kept) {
    try {
      return ((Form) kept).make(NO_TOKEN);
    } catch (Throwable gone) {
      return null;
    }
  }

  @Override
  public boolean same(Object kept, Object other) {
    return kept.equals(other);
  }

  @Override
  public int bytes(Object kept) {
    return ((Form) kept).bytes();
  }
}

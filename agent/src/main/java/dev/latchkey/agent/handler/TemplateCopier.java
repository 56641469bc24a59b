package dev.latchkey.agent.handler;

import dev.latchkey.agent.copy.Copiers;
import dev.latchkey.agent.copy.NotCopyableException;
import dev.latchkey.agent.copy.Template;
import dev.latchkey.runtime.session.ValueCodec;
import dev.latchkey.runtime.session.ValueCopier;
import org.jspecify.annotations.Nullable;

/** Keeps users as templates, of which every caller gets a copy of his own. Thread-safe. */
final class TemplateCopier implements ValueCopier {
  private final Copiers copiers;

  TemplateCopier(Copiers copiers) {
    this.copiers = copiers;
  }

  @Override
  public Object keep(Object value) throws NotKeptException {
    try {
      return copiers.take(value);
    } catch (NotCopyableException refused) {
      throw new NotKeptException(refused.reason());
    } catch (Throwable failed) {
      throw new NotKeptException("taking a copy fails with " + failed.getClass().getName());
    }
  }

  @Override
  public @Nullable Object copy(Object kept) {
    try {
      return ((Template) kept).make();
    } catch (Throwable gone) {
      return null;
    }
  }

  @Override
  public boolean same(Object kept, Object other) {
    try {
      return copiers.isSame(((Template) kept).make(), ((Template) other).make());
    } catch (Throwable unknown) {
      return false;
    }
  }

  @Override
  public ValueCodec codec() {
    return new TemplateCodec(copiers.written());
  }

  @Override
  public int bytes(Object kept) {
    return ((Template) kept).bytes();
  }
}

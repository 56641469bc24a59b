package dev.latchkey.agent.handler;

import dev.latchkey.agent.copy.NotCopyableException;
import dev.latchkey.agent.copy.Template;
import dev.latchkey.agent.copy.WrittenValues;
import dev.latchkey.runtime.session.ValueCodec;
import dev.latchkey.runtime.session.ValueCopier.NotKeptException;
import org.jspecify.annotations.Nullable;

/** Writes templates of one target for other processes. Thread-safe. */
final class TemplateCodec implements ValueCodec {
  private final WrittenValues values;

  TemplateCodec(WrittenValues values) {
    this.values = values;
  }

  @Override
  public String shape(Object kept) throws NotKeptException {
    try {
      return values.shape(((Template) kept).make());
    } catch (Throwable failed) {
      throw refused(failed);
    }
  }

  @Override
  public byte[] write(Object kept) throws NotKeptException {
    try {
      return values.write(((Template) kept).make());
    } catch (Throwable failed) {
      throw refused(failed);
    }
  }

  private static NotKeptException refused(Throwable failed) {
    return new NotKeptException(
        failed instanceof NotCopyableException refused
            ? refused.reason()
            : "writing it fails with " + failed.getClass().getName());
  }

  @Override
  public @Nullable Object read(byte[] bytes) {
    try {
      return values.read(bytes);
    } catch (Throwable unreadable) {
      return null;
    }
  }
}

package dev.latchkey.agent.handler;

import dev.latchkey.agent.copy.NotCopyableException;
import dev.latchkey.runtime.config.KeyPath.Root;
import dev.latchkey.runtime.config.Validation;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How results of one target are kept and made again: as copies, or by what the configuration names,
 * from parts of the result and of the call. Thread-safe.
 */
final class ResultForm {
  private final PathReader[] parts;
  private final Rebuilder rebuilder;
  private final LibraryObjects objects;

  ResultForm(Validation config) {
    parts = PathReader.all(config.parts());
    rebuilder = new Rebuilder(config.rebuild(), config.parts().size());
    objects = new LibraryObjects(config.copying());
  }

  /**
   * A call.
   *
   * @param token the token as it was presented
   * @param kept the form of what is kept for such a call; null for nothing
   */
  @SuppressWarnings("ArrayRecordComponent") // the call's own arguments, never compared
  record Context(
      @Nullable Object self, @Nullable Object[] arguments, String token, @Nullable Form kept) {
    @Nullable Class<?> receiver() {
      return self == null ? null : self.getClass();
    }
  }

  /**
   * Returns the form of a result.
   *
   * @param type what the woven method returns, or what its asynchronous result delivers
   * @throws NotCopyableException when no equal result can be made
   * @throws Throwable what the application's code throws
   */
  Form take(@Nullable Object result, Class<?> type, Context context) throws Throwable {
    Form form = of(result, type, context);
    Object copy = make(form, type, context);
    if (!of(copy, type, context).equals(form)) {
      throw new NotCopyableException("a copy of the result is not equal to it");
    }
    return form;
  }

  /**
   * Returns the form of a result, to compare it with another.
   *
   * @throws NotCopyableException when no equal result can be made
   * @throws Throwable what the application's code throws
   */
  Form of(@Nullable Object result, Class<?> type, Context context) throws Throwable {
    if (parts.length == 0 || result == null) {
      return Snapshot.of(result, context.token(), objects);
    }
    List<@Nullable Object> kept = new ArrayList<>();
    for (PathReader each : parts) {
      boolean presented = each.path().root() == Root.ARGUMENT;
      kept.add(presented ? null : each.read(context.self(), context.arguments(), result));
    }
    Form form = Snapshot.of(kept, context.token(), objects);
    @Nullable Object[] values = values(form, context);
    if (!rebuilder.makes(result, type, context.receiver(), values)) {
      throw new NotCopyableException("rebuild makes no " + result.getClass().getName());
    }
    return form;
  }

  /**
   * Returns a new result for a caller.
   *
   * @throws Throwable what the application's code throws, or that a class is gone
   */
  @Nullable Object make(Form form, Class<?> type, Context context) throws Throwable {
    return parts.length == 0
        ? form.make(context.token())
        : rebuilder.make(type, context.receiver(), values(form, context));
  }

  private @Nullable Object[] values(Form form, Context context) throws Throwable {
    List<?> made = (List<?>) form.make(context.token());
    @Nullable Object[] values = new @Nullable Object[parts.length];
    for (int i = 0; i < values.length; i++) {
      PathReader each = parts[i];
      values[i] =
          each.path().root() == Root.ARGUMENT
              ? each.read(context.self(), context.arguments(), null)
              : made == null ? null : made.get(i);
    }
    return values;
  }
}

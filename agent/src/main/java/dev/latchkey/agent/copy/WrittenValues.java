package dev.latchkey.agent.copy;

import java.io.UTFDataFormatException;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Values of one target as bytes, for other processes with the same classes. Read are objects of
 * classes alone that were written here before: nobody who writes bytes can name another one. No
 * secret is written, as far as names and annotations tell. Thread-safe; holds classes weakly.
 */
public final class WrittenValues {
  private static final int MOST_CLASSES = 1_000;

  private final Copiers copiers;
  private final Shapes shapes;
  private final PerClass<ClassNotes> notes;
  private final Map<String, WeakReference<Class<?>>> known = new ConcurrentHashMap<>();

  WrittenValues(Copiers copiers, Shapes shapes, PerClass<ClassNotes> notes) {
    this.copiers = copiers;
    this.shapes = shapes;
    this.notes = notes;
  }

  /** Returns a digest of the structure of the value's class, or of what an Optional holds. */
  public String shape(@Nullable Object value) {
    Object held = value instanceof Optional<?> optional ? optional.orElse(null) : value;
    String wrapped = value == held ? "" : "optional ";
    return wrapped + (held == null ? "" : ClassNotes.closure(held.getClass(), notes));
  }

  /**
   * Returns the value as bytes.
   *
   * @throws NotCopyableException when it cannot be written, or must not be
   * @throws Throwable what the application's code throws
   */
  public byte[] write(@Nullable Object value) throws Throwable {
    PartWriter writer = new PartWriter(notes);
    byte[] bytes;
    try {
      bytes = writer.write(Recorder.compare(value, shapes));
    } catch (UTFDataFormatException tooLong) {
      throw new NotCopyableException("a text is too long to be written");
    }
    learn(writer.classes());
    if (!copiers.isSame(new PartReader(bytes, this::known, shapes).read(), value)) {
      throw new NotCopyableException("the value reads back as another one");
    }
    return bytes;
  }

  private void learn(List<Class<?>> classes) throws NotCopyableException {
    for (Class<?> each : classes) {
      WeakReference<Class<?>> there = known.get(each.getName());
      Class<?> first = there == null ? null : there.get();
      if (first != null && first != each) {
        throw new NotCopyableException("there are two classes " + each.getName());
      }
      if (first == null && known.size() < MOST_CLASSES) {
        known.put(each.getName(), new WeakReference<>(each));
      }
    }
  }

  private Class<?> known(String name, String digest) {
    WeakReference<Class<?>> there = known.get(name);
    Class<?> type = there == null ? null : there.get();
    if (type == null || !notes.of(type).digest().equals(digest)) {
      throw new IllegalArgumentException("a class that is not known here");
    }
    return type;
  }

  /**
   * Returns a value of bytes, taken as {@link Copiers#take} takes one.
   *
   * @throws Throwable whatever is wrong with them
   */
  public Template read(byte[] bytes) throws Throwable {
    return copiers.take(new PartReader(bytes, this::known, shapes).read());
  }
}

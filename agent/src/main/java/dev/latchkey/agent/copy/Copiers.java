package dev.latchkey.agent.copy;

import java.lang.instrument.Instrumentation;
import org.jspecify.annotations.Nullable;

/**
 * Takes private copies of values of any class, and gives new ones to callers.
 *
 * <p>Objects that nobody can change are shared: the JDK's values, enums, and records and objects
 * whose final fields lead to nothing else. Of other objects every caller has copies of the very
 * same classes, which meet themselves where the value's objects did. Objects of the application are
 * copied field by field and no constructor of theirs is run, but for records. What is not known to
 * stand this is refused. Thread-safe.
 *
 * <p>What is known of a class is kept with the class, and goes with it or on {@link #close}.
 */
public final class Copiers implements AutoCloseable {
  private final Shapes shapes;
  private final Anchors anchors = new Anchors();
  private final PerClass<ClassNotes> notes = new PerClass<>(ClassNotes::of);

  /**
   * Makes one for a JVM.
   *
   * @param instrumentation opens packages of the application and of {@code java.util} to the agent,
   *     once a value needs it; null to copy only what is open already
   */
  public Copiers(@Nullable Instrumentation instrumentation) {
    shapes = new Shapes(new Shaper(new Opener(instrumentation)));
  }

  /**
   * Takes a value apart.
   *
   * @throws NotCopyableException when no equal value can be made again, or it has more than 1,000
   *     objects, 64 KB or 100 levels; the reason names classes and fields, no values
   * @throws Throwable what the application's code throws, such as a {@code hashCode}
   */
  public Template take(@Nullable Object value) throws Throwable {
    Recorder recorder = Recorder.record(value, shapes);
    Template template = anchors.hold(recorder.anchor(), recorder.root(), recorder.size());
    if (!isSame(firstCopy(recorder), value)) {
      throw new NotCopyableException("a copy of the value is not equal to it");
    }
    return template;
  }

  private static @Nullable Object firstCopy(Recorder recorder) throws Throwable {
    try {
      return Template.make(recorder.root(), recorder.size().met());
    } catch (RuntimeException failed) {
      // Its message may hold values.
      throw new NotCopyableException("making a copy fails with " + failed.getClass().getName());
    }
  }

  /**
   * Returns whether two values are equal object by object: the same classes, the same fields, the
   * same order where there is one, and the same objects met again. It does not ask the
   * application's {@code equals}.
   *
   * @throws NotCopyableException when one of them could not be copied
   * @throws Throwable what the application's code throws
   */
  public boolean isSame(@Nullable Object one, @Nullable Object other) throws Throwable {
    return Recorder.compare(one, shapes).equals(Recorder.compare(other, shapes));
  }

  /** Returns what writes values of one target as bytes, and reads them. */
  public WrittenValues written() {
    return new WrittenValues(this, shapes, notes);
  }

  /** Takes what is known of classes, and all templates, out of the classes. */
  @Override
  public void close() {
    shapes.close();
    notes.close();
    anchors.close();
  }
}

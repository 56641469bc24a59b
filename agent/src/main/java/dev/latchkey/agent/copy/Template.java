package dev.latchkey.agent.copy;

import java.lang.ref.WeakReference;
import org.jspecify.annotations.Nullable;

/**
 * What was taken of a value, to give every caller one of his own. Shares nothing with the value
 * that can be changed, and does not keep the application's classes. Immutable.
 */
public final class Template {
  private static final Object[] NOTHING = {};

  /** Holds the part when no class of the application does; null otherwise. */
  @SuppressWarnings("UnusedVariable")
  private final @Nullable Part kept;

  private final WeakReference<Part> root;
  private final Size size;

  /**
   * How large a value is.
   *
   * @param objects how many objects, shared ones counted once
   * @param bytes an estimate
   * @param met how many objects are met more than once
   */
  record Size(int objects, int bytes, int met) {}

  Template(@Nullable Part kept, WeakReference<Part> root, Size size) {
    this.kept = kept;
    this.root = root;
    this.size = size;
  }

  /**
   * Returns the value for a caller: a new object, or the same for everybody where nobody can change
   * it.
   *
   * @throws NotCopyableException when the value's classes are gone
   * @throws Throwable what the application's constructors of records, {@code hashCode} or
   *     comparators throw
   */
  public @Nullable Object make() throws Throwable {
    Part part = root.get();
    if (part == null) {
      throw new NotCopyableException("the classes of the value are gone");
    }
    return make(part, size.met());
  }

  static @Nullable Object make(Part part, int met) throws Throwable {
    return part.make(met == 0 ? NOTHING : new Object[met]);
  }

  /** Returns whether {@link #make} returns the same object every time. */
  public boolean isShared() {
    Part part = root.get();
    return part != null && part.isFixed();
  }

  /** Returns an estimate of the bytes that the value takes. */
  public int bytes() {
    return size.bytes();
  }

  /** Returns how many objects the value consists of. */
  public int objects() {
    return size.objects();
  }
}

package dev.latchkey.agent.copy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an object consists of, in order: values that everybody may share, and recorded ones that are
 * made for each copy. Immutable.
 */
final class Parts {
  private final @Nullable Object[] shared;
  private final int[] places;
  private final Part[] made;

  /** Takes the parts in their order. */
  Parts(List<Part> all) {
    shared = new @Nullable Object[all.size()];
    int[] found = new int[all.size()];
    List<Part> own = new ArrayList<>();
    for (int i = 0; i < shared.length; i++) {
      if (all.get(i) instanceof Part.Fixed fixed) {
        shared[i] = fixed.value();
      } else {
        found[own.size()] = i;
        own.add(all.get(i));
      }
    }
    places = Arrays.copyOf(found, own.size());
    made = own.toArray(new Part[0]);
  }

  /**
   * Returns the values of a copy; they may be this object's own and must not be changed.
   *
   * @param tied see {@link Part#make}
   */
  @Nullable Object[] make(Object[] tied) throws Throwable {
    if (made.length == 0) {
      return shared;
    }
    @Nullable Object[] values = shared.clone();
    for (int i = 0; i < made.length; i++) {
      values[places[i]] = made[i].make(tied);
    }
    return values;
  }

  /** Returns the values that everybody may share, null in place of others; not to be changed. */
  @Nullable Object[] shared() {
    return shared;
  }

  /** Returns whether every part can be shared. */
  boolean isFixed() {
    for (Part part : made) {
      if (!part.isFixed()) {
        return false;
      }
    }
    return true;
  }

  /** Returns whether these are the very objects of the value. */
  boolean isOf(List<? extends @Nullable Object> values) {
    for (int i = 0; i < shared.length; i++) {
      if (shared[i] != values.get(i)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Returns whether all that can be changed is one collection, which is met here alone and whose
   * elements everybody may share.
   */
  boolean isPrivate() {
    if (made.length == 0 || !(made[0] instanceof Part.Gathered first) || !first.parts().isFixed()) {
      return false;
    }
    for (Part part : made) {
      if (part != first && !(part instanceof Part.Again again && again.knot() == first.knot())) {
        return false;
      }
    }
    return true;
  }

  /** Returns the parts in their order, {@code size} of them together, for a comparison. */
  List<List<Part>> groups(int size) {
    List<Part> all = new ArrayList<>();
    int next = 0;
    for (int i = 0; i < shared.length; i++) {
      boolean own = next < places.length && places[next] == i;
      all.add(own ? made[next++] : new Part.Fixed(shared[i]));
    }
    List<List<Part>> groups = new ArrayList<>();
    for (int i = 0; i < all.size(); i += size) {
      groups.add(all.subList(i, i + size));
    }
    return groups;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Parts that && groups(1).equals(that.groups(1));
  }

  @Override
  public int hashCode() {
    return groups(1).hashCode();
  }
}

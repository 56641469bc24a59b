package dev.latchkey.agent.handler;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The woven methods by their constant numbers.
 *
 * <p>Thread-safe: {@code table} is replaced as a whole under this object's lock and read without
 * it. A number is used again only after the class loader of its method is gone, when nothing can
 * call it any more.
 */
public final class Sites {
  private final int first;
  private volatile Site[] table = new Site[0];

  /** Begins with 0. */
  public Sites() {
    this(0);
  }

  /**
   * Begins with the number {@code first}: smaller ones are in code that an earlier agent wove and
   * that may still run.
   */
  public Sites(int first) {
    this.first = first;
  }

  /** Returns the number to weave into a method; the same one when the method is woven again. */
  public synchronized int open(Target target, @Nullable ClassLoader loader, String method) {
    Site[] known = table;
    int free = first + known.length;
    for (Site site : known) {
      if (site.isFor(target, loader, method)) {
        return site.number();
      }
      if (site.isGone() && free == first + known.length) {
        free = site.number();
      }
    }
    Site[] grown = Arrays.copyOf(known, Math.max(known.length, free - first + 1));
    grown[free - first] = new Site(free, target, loader, method);
    table = grown;
    return free;
  }

  /** Returns the number that comes after all that were given out. */
  public int next() {
    return first + table.length;
  }

  /** Returns the method woven with {@code number}; null for one that another agent wove. */
  @Nullable Site at(int number) {
    int index = number - first;
    Site[] known = table;
    return index >= 0 && index < known.length ? known[index] : null;
  }
}

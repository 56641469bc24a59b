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
  private volatile Site[] table = new Site[0];

  /** Returns the number to weave into a method; the same one when the method is woven again. */
  public synchronized int open(Target target, @Nullable ClassLoader loader, String method) {
    Site[] known = table;
    int free = known.length;
    for (Site site : known) {
      if (site.isFor(target, loader, method)) {
        return site.number();
      }
      if (site.isGone() && free == known.length) {
        free = site.number();
      }
    }
    Site[] grown = Arrays.copyOf(known, Math.max(known.length, free + 1));
    grown[free] = new Site(free, target, loader, method);
    table = grown;
    return free;
  }

  Site at(int number) {
    return table[number];
  }
}

package dev.latchkey.agent.handler;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.latchkey.agent.handler.async.Arrival;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Set;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The woven methods by their constant numbers.
 *
 * <p>Thread-safe: {@code table} is replaced as a whole under this object's lock and read without
 * it. A number is used again only after the class loader of its method is gone, when nothing can
 * call it any more.
 *
 * <p>The number of a removed target is never used again while that loader lives: after its method
 * got its own bytecode back a frame of the woven form can still be running, for as long as it
 * likes, and will name the number when it ends. It finds a site that is switched off and holds
 * nothing of the target's handler or figures. What stays behind of a removed target is a small
 * object a method, so that the table is bounded by the changes that an operator makes.
 */
public final class Sites {
  private volatile Site[] table = new Site[0];

  @GuardedBy("this")
  private final Set<Target> retired = Collections.newSetFromMap(new WeakHashMap<>());

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
    Site site = new Site(free, target, loader, method);
    grown[free] = retired.contains(target) ? site.ended() : site;
    table = grown;
    return free;
  }

  /**
   * Ends the sites of these targets, and those that a class still being woven may open for them.
   */
  public synchronized void retire(Collection<Target> targets) {
    retired.addAll(targets);
    Site[] ended = table.clone();
    for (int i = 0; i < ended.length; i++) {
      if (retired.contains(ended[i].target())) {
        ended[i] = ended[i].ended();
      }
    }
    table = ended;
  }

  /** Says when the values of a method are there; before the method can be called. */
  public void arrival(int number, Arrival arrival) {
    at(number).arrival(arrival);
  }

  Site at(int number) {
    return table[number];
  }
}

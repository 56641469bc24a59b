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
  private final int first;
  private volatile Site[] table = new Site[0];

  @GuardedBy("this")
  private final Set<Target> retired = Collections.newSetFromMap(new WeakHashMap<>());

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
    target.handler().ifPresent(CallHandler::woven);
    Site site = new Site(free, target, loader, method);
    grown[free - first] = retired.contains(target) ? site.ended() : site;
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
    Site site = at(number);
    if (site != null) {
      site.arrival(arrival);
    }
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

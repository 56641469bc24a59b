package dev.latchkey.agent.handler;

import dev.latchkey.agent.handler.async.Arrival;
import dev.latchkey.runtime.metrics.TargetMeter;
import dev.latchkey.runtime.operation.Layer;
import java.lang.ref.WeakReference;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One woven method of one class loader.
 *
 * <p>Thread-safe: {@code off} is written when the site gives up and read by every call.
 */
final class Site {
  /** A site that fails this often is switched off: its calls cost something and gain nothing. */
  private static final int MOST_FAULTS = 16;

  private final int number;
  private final Target target;
  private final Layer layer;
  private final int group;
  private final @Nullable CallHandler handler;
  private final @Nullable Layer within;
  private final String method;
  private final @Nullable WeakReference<ClassLoader> loader;
  private final AtomicInteger faults = new AtomicInteger();
  private final DeliveredType delivered = new DeliveredType();
  private volatile boolean off;
  private volatile Arrival arrival = Arrival.AT_ONCE;

  Site(int number, Target target, @Nullable ClassLoader loader, String method) {
    this(number, target, loader == null ? null : new WeakReference<>(loader), method);
  }

  private Site(
      int number, Target target, @Nullable WeakReference<ClassLoader> loader, String method) {
    this.number = number;
    this.target = target;
    this.method = method;
    this.loader = loader;
    layer = target.config().layer();
    group = target.group();
    handler = target.handler().orElse(null);
    within = target.config().fetch().within().orElse(null);
  }

  int number() {
    return number;
  }

  Target target() {
    return target;
  }

  Layer layer() {
    return layer;
  }

  int group() {
    return group;
  }

  TargetMeter meter() {
    return target.meter();
  }

  @Nullable CallHandler handler() {
    return handler;
  }

  /** Returns the layer that a call must be inside of to be one of this site; null for none. */
  @Nullable Layer within() {
    return within;
  }

  /** Returns the class that the woven method is declared in; null when it cannot be had. */
  @Nullable Class<?> owner() {
    if (isGone()) {
      return null;
    }
    try {
      return Class.forName(
          method.substring(0, method.indexOf('#')), false, loader == null ? null : loader.get());
    } catch (ClassNotFoundException | LinkageError hidden) {
      return null;
    }
  }

  /** Returns name and parameter types of the woven method. */
  String signature() {
    return method.substring(method.indexOf('#') + 1);
  }

  /** Returns when the values of the method are there. */
  Arrival arrival() {
    return arrival;
  }

  void arrival(Arrival known) {
    arrival = known;
  }

  /** Returns what is known of the values that the method delivers later. */
  DeliveredType delivered() {
    return delivered;
  }

  boolean isOff() {
    return off;
  }

  /** Returns whether the class that this site was woven into can no longer be called. */
  boolean isGone() {
    return loader != null && loader.get() == null;
  }

  boolean isFor(Target wanted, @Nullable ClassLoader wantedLoader, String wantedMethod) {
    ClassLoader mine = loader == null ? null : loader.get();
    return target.equals(wanted)
        && mine == wantedLoader
        && !isGone()
        && method.equals(wantedMethod);
  }

  /** Returns what stands for this site once its target is removed: calls that run end in it. */
  Site ended() {
    Site ended = new Site(number, target.ended(), loader, method);
    ended.off = true;
    return ended;
  }

  /** Counts a failure of ours; returns whether this one switched the site off. */
  boolean faulted() {
    boolean last = faults.incrementAndGet() == MOST_FAULTS;
    if (last) {
      off = true;
    }
    return last;
  }
}

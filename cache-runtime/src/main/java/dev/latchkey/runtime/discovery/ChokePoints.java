package dev.latchkey.runtime.discovery;

import java.util.Collection;
import java.util.Set;

/** Weaves what a scan hears by. Called by one thread. */
public interface ChokePoints {
  /**
   * Weaves choke points of these kinds besides those that are open, which tell {@code scan} of
   * their passages.
   *
   * @throws Exception when none of these was woven
   */
  void open(Scan scan, Set<Choke> kinds) throws Exception;

  /** Weaves these methods of the application too; those that cannot be are left alone. */
  void watch(Scan scan, Collection<MethodId> methods);

  /** Returns the name of the target that a method is woven for already; empty for none. */
  String targetOf(MethodId method);

  /** Gives every class its own bytecode back, other than for targets. */
  void close();
}

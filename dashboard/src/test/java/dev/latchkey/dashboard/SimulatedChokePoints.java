package dev.latchkey.dashboard;

import dev.latchkey.runtime.discovery.Choke;
import dev.latchkey.runtime.discovery.ChokePoints;
import dev.latchkey.runtime.discovery.MethodId;
import dev.latchkey.runtime.discovery.Scan;
import java.util.Collection;
import java.util.Set;

/** The choke points of an application that passes none. */
final class SimulatedChokePoints implements ChokePoints {
  @Override
  public void open(Scan scan, Set<Choke> kinds) {}

  @Override
  public void watch(Scan scan, Collection<MethodId> methods) {}

  @Override
  public String targetOf(MethodId method) {
    return "";
  }

  @Override
  public void close() {}
}

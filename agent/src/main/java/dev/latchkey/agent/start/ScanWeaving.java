package dev.latchkey.agent.start;

import dev.latchkey.agent.handler.ScanTargets;
import dev.latchkey.agent.handler.Target;
import dev.latchkey.agent.weave.WeavingException;
import dev.latchkey.runtime.discovery.Choke;
import dev.latchkey.runtime.discovery.ChokePoints;
import dev.latchkey.runtime.discovery.MethodId;
import dev.latchkey.runtime.discovery.Scan;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/** Weaves for a scan, among the targets. Confined to the scan's thread, but for its questions. */
final class ScanWeaving implements ChokePoints {
  private final LiveTargets live;
  private final ScanTargets made;
  private final List<Target> woven = new ArrayList<>();

  ScanWeaving(LiveTargets live, ScanTargets made) {
    this.live = live;
    this.made = made;
  }

  @Override
  public void open(Scan scan, Set<Choke> kinds) throws WeavingException {
    made.tell(scan);
    weave(made.chokes(scan, kinds));
  }

  /** One class that cannot be woven fails all: then each is tried by itself. */
  @Override
  public void watch(Scan scan, Collection<MethodId> methods) {
    List<Target> more = made.probes(scan, methods);
    if (!add(more)) {
      more.forEach(each -> add(List.of(each)));
    }
  }

  private boolean add(List<Target> more) {
    try {
      weave(more);
      return true;
    } catch (WeavingException left) {
      return false;
    }
  }

  private void weave(List<Target> more) throws WeavingException {
    List<Target> all = new ArrayList<>(woven);
    all.addAll(more);
    live.scan(all);
    woven.addAll(more);
  }

  @Override
  public String targetOf(MethodId method) {
    return live.targetOf(method);
  }

  @Override
  public void close() {
    made.tell(null);
    woven.clear();
    try {
      live.scan(List.of());
    } catch (WeavingException left) {
      // The choke points stay woven, and what is woven finds a scan that is over.
      throw new IllegalStateException("discovery could not be taken out", left);
    }
  }
}

package dev.latchkey.runtime.discovery;

import java.util.ArrayList;
import java.util.List;

/**
 * How a choke point was reached: the application's own methods, the innermost first. Immutable.
 *
 * @param shape what was fetched; {@link AddressShape#OTHER} for what is no fetch
 * @param lambdas whether lambdas of the application were on the way, which cannot be named
 */
record StackPath(Choke choke, AddressShape shape, List<Frame> frames, boolean lambdas) {
  /**
   * A method on the way. Immutable.
   *
   * @param handsOn whether a web framework is between this method and the one that called it: the
   *     caller let the request go on
   */
  record Frame(MethodId method, boolean handsOn) {}

  StackPath {
    frames = List.copyOf(frames);
  }

  /** Returns the methods up to where a web framework called one, the innermost first. */
  List<MethodId> near() {
    List<MethodId> near = new ArrayList<>();
    for (Frame frame : frames) {
      near.add(frame.method());
      if (frame.handsOn()) {
        break;
      }
    }
    return near;
  }

  /** Returns for each of {@link #near} the method with those of them that called it. */
  List<List<MethodId>> callers() {
    List<MethodId> near = near();
    List<List<MethodId>> callers = new ArrayList<>();
    for (int i = 0; i < near.size(); i++) {
      callers.add(near.subList(i, near.size()));
    }
    return callers;
  }

  /** Returns the methods that let the request go on and so contain much else. */
  List<MethodId> beyond() {
    List<MethodId> all = frames.stream().map(Frame::method).toList();
    return all.subList(near().size(), all.size());
  }
}

package dev.latchkey.runtime;

import dev.latchkey.runtime.metrics.WeavingStatus;
import dev.latchkey.runtime.metrics.WeavingStatus.State;

/**
 * Changes what is woven while the application runs. What a change does holds from the application's
 * next call on. Thread-safe; a change may take a second, because loaded classes are transformed.
 */
public interface TargetControl {
  /**
   * Adds a target and weaves it. It stays until it is removed or the JVM ends.
   *
   * @param item one item of the configuration's {@code targets}, in YAML or as JSON
   * @param actor who asks, for the event log
   * @return the target's name
   * @throws TargetRefusedException when nothing was changed
   */
  String add(String item, String actor) throws TargetRefusedException;

  /**
   * What a target would come to in the classes that are loaded now. Immutable.
   *
   * @param status where it would stand, with its reason
   */
  record Preview(String name, WeavingStatus status) {
    /** Tells whether {@link #add} would take it. */
    public boolean isAddable() {
      return status.state() == State.WOVEN || status.state() == State.WAITING;
    }
  }

  /**
   * Tells what a target would match, and changes nothing.
   *
   * @param item as for {@link #add}
   * @throws TargetRefusedException when it is faulty itself, or its name is taken
   */
  Preview validate(String item) throws TargetRefusedException;

  /**
   * Removes a target. One of the configuration or of a preset is there again after the next change
   * of the configuration file, or the next start.
   *
   * @param actor who asks, for the event log
   * @return whether there was a target of that name
   * @throws TargetRefusedException when nothing was changed
   */
  boolean remove(String name, String actor) throws TargetRefusedException;
}

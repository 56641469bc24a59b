package dev.latchkey.runtime.bench;

/** Switches the phase that is measured. */
@FunctionalInterface
public interface PhaseSwitch {
  /**
   * Switches it, for all subjects.
   *
   * @throws BenchException when the agent refuses
   */
  void set(boolean on) throws BenchException;
}

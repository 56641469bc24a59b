package dev.latchkey.agent.handler.async;

/** When a method's value is there, as its return type tells. */
public enum Arrival {
  /** When the method returns. */
  AT_ONCE,
  /** Later; the work begins with the call. */
  RUNNING,
  /** Later; the work begins with each subscription. */
  DEFERRED;

  /**
   * Returns the arrival of a method's value.
   *
   * @param returnType binary name
   */
  public static Arrival of(String returnType) {
    return switch (returnType) {
      case MonoForm.NAME, UniForm.NAME -> DEFERRED;
      case VertxForm.NAME, StageForm.FUTURE, StageForm.STAGE -> RUNNING;
      default -> AT_ONCE;
    };
  }
}

package dev.latchkey.runtime.gate;

/** What is found of a criterion or of a whole gate. */
public enum GateVerdict {
  PASS("pass"),
  FAIL("fail"),
  NOT_ENOUGH_DATA("not-enough-data");

  private final String id;

  GateVerdict(String id) {
    this.id = id;
  }

  /** Returns the name as users read it. */
  public String id() {
    return id;
  }
}

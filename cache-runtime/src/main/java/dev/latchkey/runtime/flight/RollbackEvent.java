package dev.latchkey.runtime.flight;

import jdk.jfr.Category;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A phase was rolled back. Confined to the thread that makes it. */
@Name("dev.latchkey.Rollback")
@Label("Rollback")
@Category("Latchkey")
@StackTrace(false)
final class RollbackEvent extends Event {
  @Label("Rolled Back By")
  String actor = "";

  @Label("Reason")
  String reason = "";
}

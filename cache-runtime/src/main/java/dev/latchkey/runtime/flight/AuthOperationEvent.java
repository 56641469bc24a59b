package dev.latchkey.runtime.flight;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** One slow auth operation, written as it ends. Confined to the thread that makes it. */
@Name("dev.latchkey.AuthOperation")
@Label("Auth Operation")
@Category("Latchkey")
@Description("An auth operation that took as long as export.jfr.threshold or longer")
@StackTrace(false)
final class AuthOperationEvent extends Event {
  @Label("Elapsed")
  @Timespan(Timespan.NANOSECONDS)
  long elapsed;

  @Label("Failed")
  boolean failed;

  @Label("Failure Kind")
  @Description("rejected, timeout, database, connection or other; empty for a success")
  String failureKind = "";

  @Label("Treated By")
  @Description("Phases that treated the operation")
  String treatedBy = "";

  @Label("Control Of")
  @Description("Phases whose control side the operation was on")
  String controlOf = "";

  @Label("Trace Id")
  @Description("Of OpenTelemetry; empty where it is not present")
  String traceId = "";

  @Label("Auth")
  @Description("Time outside of the other layers")
  @Timespan(Timespan.NANOSECONDS)
  long auth;

  @Label("JWKS")
  @Timespan(Timespan.NANOSECONDS)
  long jwks;

  @Label("JWT")
  @Timespan(Timespan.NANOSECONDS)
  long jwt;

  @Label("Session")
  @Timespan(Timespan.NANOSECONDS)
  long session;

  @Label("Database")
  @Timespan(Timespan.NANOSECONDS)
  long db;

  @Label("Crypto")
  @Timespan(Timespan.NANOSECONDS)
  long crypto;

  @Label("Other")
  @Timespan(Timespan.NANOSECONDS)
  long other;
}

package dev.latchkey.api;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Has the agent time a method, as it times the targets of its configuration: calls, failures and
 * latency, and inside an auth operation its part of the time. For a method that returns a future or
 * another later value, until that is there. Without the agent it does nothing.
 *
 * <p>The method is timed from shortly after its class was loaded. It counts where it is written: a
 * method that overrides an annotated one, or that an interface declares without a body, is not
 * meant.
 */
@Documented
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.METHOD)
public @interface MonitorAuth {
  /**
   * The name under which it is shown, as {@code measure.} and the name, for which the same holds as
   * for {@link Latchkey#measure}; several methods may have one name.
   */
  String value();
}

package dev.latchkey.agent.handler;

import dev.latchkey.runtime.discovery.MethodFigures;
import dev.latchkey.runtime.discovery.Scan;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Tells a scan of the calls of one method of the application. Nothing of its arguments and results
 * is kept but numbers, by which equal ones are known again. Thread-safe.
 */
final class MethodProbe implements ProbeHandler {
  private static final int SHORTEST_TOKEN = 20;
  private static final Pattern TOKEN =
      Pattern.compile("(?i:bearer )?ey[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]*");
  private static final Pattern SQL =
      Pattern.compile("\\s*(select|insert|update|delete|with|merge|call)\\s.*", Pattern.DOTALL);
  private static final int LONGEST_HEAD = 32;

  /** What a method takes is the same from call to call, and matching a token takes microseconds. */
  private static final int LOOKS = 256;

  private final Scan scan;
  private final MethodFigures figures;
  private final ValueNumber numbers = new ValueNumber();
  private final AtomicInteger looks = new AtomicInteger();

  MethodProbe(Scan scan, MethodFigures figures) {
    this.scan = scan;
    this.figures = figures;
  }

  @Override
  public @Nullable Object begun(@Nullable Object self, @Nullable Object[] arguments) {
    Object call = scan.begun(figures, numbers.ofCall(self, arguments));
    if (call != null && looks.get() < LOOKS) {
      looks.incrementAndGet();
      look(arguments);
    }
    return call;
  }

  private void look(@Nullable Object[] arguments) {
    for (int i = 0; i < arguments.length; i++) {
      if (arguments[i] instanceof String text) {
        if (text.length() > SHORTEST_TOKEN && TOKEN.matcher(text).matches()) {
          figures.tokenArgument(i);
        } else if (isSql(text)) {
          figures.takesText();
        }
      }
    }
  }

  private static boolean isSql(String text) {
    String head = text.substring(0, Math.min(text.length(), LONGEST_HEAD));
    return head.indexOf(' ') > 0 && SQL.matcher(head.toLowerCase(Locale.ROOT)).matches();
  }

  @Override
  public void ended(Object begun, @Nullable Object returned, @Nullable Throwable thrown) {
    scan.ended(begun, thrown != null, thrown != null ? 0 : numbers.of(returned));
  }
}

package dev.latchkey.dashboard.log;

import java.util.Map;
import org.jboss.logging.Logger;
import org.jboss.logging.LoggerProvider;
import org.jspecify.annotations.Nullable;

/**
 * Gives the HTTP server loggers that write errors to standard error and drop the rest. Found by the
 * service loader; without it jboss-logging would fall back to java.util.logging and so fix the
 * application's log manager before the application chose one. Thread-safe; keeps no diagnostic
 * context.
 */
public final class QuietLoggerProvider implements LoggerProvider {
  private final ErrorLines errors = new ErrorLines(() -> System.err, System::nanoTime);

  /** Called by the service loader. */
  public QuietLoggerProvider() {}

  @Override
  public Logger getLogger(String name) {
    return new QuietLogger(name, errors);
  }

  @Override
  public void clearMdc() {}

  @Override
  public @Nullable Object putMdc(String key, Object value) {
    return null;
  }

  @Override
  public @Nullable Object getMdc(String key) {
    return null;
  }

  @Override
  public void removeMdc(String key) {}

  @Override
  public Map<String, Object> getMdcMap() {
    return Map.of();
  }

  @Override
  public void clearNdc() {}

  @Override
  public String getNdc() {
    return "";
  }

  @Override
  public int getNdcDepth() {
    return 0;
  }

  @Override
  public String popNdc() {
    return "";
  }

  @Override
  public String peekNdc() {
    return "";
  }

  @Override
  public void pushNdc(String message) {}

  @Override
  public void setNdcMaxDepth(int maxDepth) {}
}

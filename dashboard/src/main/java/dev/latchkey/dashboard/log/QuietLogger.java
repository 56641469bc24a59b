package dev.latchkey.dashboard.log;

import java.text.MessageFormat;
import java.util.Locale;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Passes errors on as one line and drops everything else. Thread-safe. */
final class QuietLogger extends Logger {
  private static final long serialVersionUID = 1L;
  private static final int MAX_LENGTH = 300;

  private final transient ErrorLines errors;

  QuietLogger(String name, ErrorLines errors) {
    super(name);
    this.errors = errors;
  }

  @Override
  public boolean isEnabled(Level level) {
    return level == Level.ERROR || level == Level.FATAL;
  }

  @Override
  protected void doLog(
      Level level,
      @Nullable String loggerClass,
      @Nullable Object message,
      Object @Nullable [] parameters,
      @Nullable Throwable thrown) {
    if (isEnabled(level)) {
      print(() -> text(String.valueOf(message), parameters), thrown);
    }
  }

  private static String text(String format, Object @Nullable [] parameters) {
    boolean plain = parameters == null || parameters.length == 0;
    return plain ? format : new MessageFormat(format, Locale.ROOT).format(parameters);
  }

  @Override
  protected void doLogf(
      Level level,
      @Nullable String loggerClass,
      String format,
      Object @Nullable [] parameters,
      @Nullable Throwable thrown) {
    if (isEnabled(level)) {
      print(
          () -> parameters == null ? format : String.format(Locale.ROOT, format, parameters),
          thrown);
    }
  }

  /**
   * The server logs what its threads have caught, and a failure of that ends them: without memory
   * for a line, say. So there is none.
   */
  private void print(Supplier<String> text, @Nullable Throwable thrown) {
    try {
      write(text.get(), thrown);
    } catch (Throwable unwritten) {
      // There is nobody left to tell.
    }
  }

  /** The class of a failure is told and its message is not: it may quote a request. */
  private void write(String text, @Nullable Throwable thrown) {
    var line = text.replaceAll("[\\p{Cntrl}]+", " ").strip();
    var cut = line.length() <= MAX_LENGTH ? line : line.substring(0, MAX_LENGTH);
    errors.print(getName(), thrown == null ? cut : cut + ": " + thrown.getClass().getName());
  }
}

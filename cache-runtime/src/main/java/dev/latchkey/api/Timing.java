package dev.latchkey.api;

/** A part of the code that is being timed. Confined to the thread that began it. */
public final class Timing implements AutoCloseable {
  static final Timing NONE = new Timing(null);

  private Object handle;

  Timing(Object handle) {
    this.handle = handle;
  }

  /** Ends it; may be called twice. */
  @Override
  public void close() {
    end(false);
  }

  void end(boolean failed) {
    Object open = handle;
    if (open != null) {
      handle = null;
      Latchkey.end(open, failed);
    }
  }
}

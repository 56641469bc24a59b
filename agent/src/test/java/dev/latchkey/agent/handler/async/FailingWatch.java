package dev.latchkey.agent.handler.async;

import org.jspecify.annotations.Nullable;

/** Fails at one point. */
record FailingWatch(String where) implements Watch {
  /** What it fails with. */
  static final class Broken extends RuntimeException {}

  @Override
  public Run begin() {
    fail("begin");
    return new Run() {
      @Override
      public @Nullable Object answer() {
        fail("answer");
        return null;
      }

      @Override
      public void succeeded(@Nullable Object value) {
        fail("succeeded");
      }

      @Override
      public void failed(Throwable failure) {
        fail("failed");
      }

      @Override
      public void cancelled() {
        fail("cancelled");
      }
    };
  }

  private void fail(String here) {
    if (where.equals(here)) {
      throw new Broken();
    }
  }
}

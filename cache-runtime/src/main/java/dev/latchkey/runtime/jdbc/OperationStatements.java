package dev.latchkey.runtime.jdbc;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * How often one auth operation ran each shape, and what hears of its statements. Confined to the
 * operation's thread.
 */
public final class OperationStatements {
  private static final int MOST_SHAPES = 64;
  private static final int FIRST_ROOM = 4;

  private @Nullable StatementFigures[] shapes = new StatementFigures[FIRST_ROOM];
  private int[] times = new int[FIRST_ROOM];
  private @Nullable StatementWatch watch;

  /** Makes one of an operation that ran none yet. */
  public OperationStatements() {}

  /** Returns what hears of the statements that run now; null for nothing. */
  public @Nullable StatementWatch watch() {
    return watch;
  }

  /** Has {@code hears} hear of the statements from now on; null for nothing. */
  public void watch(@Nullable StatementWatch hears) {
    watch = hears;
  }

  /** Counts a run and returns how often the operation ran that shape; 0 when it is not counted. */
  int count(StatementFigures shape) {
    int i = 0;
    while (i < shapes.length && shapes[i] != null) {
      if (shapes[i] == shape) {
        return ++times[i];
      }
      i++;
    }
    if (i == MOST_SHAPES) {
      return 0;
    }
    if (i == shapes.length) {
      shapes = Arrays.copyOf(shapes, 2 * i);
      times = Arrays.copyOf(times, 2 * i);
    }
    shapes[i] = shape;
    times[i] = 1;
    return 1;
  }
}

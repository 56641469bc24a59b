package dev.latchkey.runtime.jdbc;

import org.jspecify.annotations.Nullable;

/** Writes a statement anew without what makes each run of it different. Confined to one thread. */
final class ShapeBuilder {
  private static final int LONGEST = 2000;
  private static final int DEEPEST = 64;
  private static final String CUT = "...";

  private final StringBuilder shape = new StringBuilder(128);
  private final int[] opened = new int[DEEPEST];
  private final boolean[] lists = new boolean[DEEPEST];
  private int depth;
  private boolean afterIn;
  private boolean afterNaming;
  private boolean afterDot;
  private boolean closed;
  private @Nullable String held;

  /** Takes the next token in. */
  void take(SqlLexer token) {
    if (closed) {
      return;
    }
    settle(token);
    if (token.spaced() && !shape.isEmpty()) {
      shape.append(' ');
    }
    switch (token.kind()) {
      case LITERAL, PARAMETER -> place();
      case NAME_OR_TEXT -> nameOrText(token);
      case SYMBOL -> symbol(token);
      default -> shape.append(token.text(), token.from(), token.to());
    }
    afterIn = token.is(SqlWords.IN);
    afterNaming = token.is(SqlWords.NAMING);
    afterDot = token.is('.');
    if (shape.length() > LONGEST) {
      shape.setLength(LONGEST - CUT.length());
      cut();
    }
  }

  /** Leaves out everything from here on: it may hold values that do not look like such. */
  void cut() {
    if (!closed) {
      closed = true;
      shape.append(CUT);
    }
  }

  @Override
  public String toString() {
    return held == null ? shape.toString() : shape + "?";
  }

  private void place() {
    shape.append('?');
    if (depth > 0 && depth <= DEEPEST && lists[depth - 1]) {
      joinPlaces();
    }
  }

  /** Makes one of two places for values that follow each other in a list. */
  private void joinPlaces() {
    int comma = lastBefore(shape.length() - 1);
    if (comma > 0 && shape.charAt(comma) == ',') {
      int place = lastBefore(comma);
      if (place > 0 && shape.charAt(place) == '?') {
        shape.setLength(place + 1);
      }
    }
  }

  // It stays unless MySQL may mean a text: where a name must stand, or beside a dot.
  private void nameOrText(SqlLexer token) {
    if (afterNaming || afterDot) {
      shape.append(token.text(), token.from(), token.to());
    } else {
      held = token.text().substring(token.from(), token.to());
    }
  }

  /** Decides on what was held back, now that it is known what follows. */
  private void settle(SqlLexer token) {
    if (held == null) {
      return;
    }
    if (token.is('.')) {
      shape.append(held);
    } else {
      place();
    }
    held = null;
  }

  private void symbol(SqlLexer token) {
    if (token.is('(')) {
      open();
    } else if (token.is(')')) {
      close();
    } else {
      shape.append(token.text(), token.from(), token.to());
    }
  }

  private void open() {
    if (depth < DEEPEST) {
      opened[depth] = shape.length();
      lists[depth] = afterIn;
    }
    depth++;
    shape.append('(');
  }

  private void close() {
    shape.append(')');
    depth = Math.max(0, depth - 1);
    if (depth < DEEPEST) {
      joinGroups(opened[depth]);
    }
  }

  /** Makes one of two equal groups in parentheses that follow each other, such as rows. */
  private void joinGroups(int start) {
    int comma = lastBefore(start);
    if (comma < 0 || shape.charAt(comma) != ',') {
      return;
    }
    int last = lastBefore(comma);
    int first = last - (shape.length() - start) + 1;
    if (first < 0) {
      return;
    }
    for (int i = start; i < shape.length(); i++) {
      if (shape.charAt(i) != shape.charAt(first + i - start)) {
        return;
      }
    }
    shape.setLength(last + 1);
  }

  private int lastBefore(int place) {
    int before = place - 1;
    while (before >= 0 && shape.charAt(before) == ' ') {
      before--;
    }
    return before;
  }
}

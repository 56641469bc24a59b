package dev.latchkey.demo;

import java.util.ArrayDeque;
import java.util.Deque;

/** Closes what was opened, the last first, once. Thread-safe. */
final class Teardown implements AutoCloseable {
  private final Deque<AutoCloseable> opened = new ArrayDeque<>();

  synchronized <T extends AutoCloseable> T add(T resource) {
    opened.push(resource);
    return resource;
  }

  /** Closes everything; a failure is printed and keeps nothing from being closed. */
  @Override
  public synchronized void close() {
    while (!opened.isEmpty()) {
      try {
        opened.pop().close();
      } catch (Exception e) {
        System.err.println("While stopping: " + e);
      }
    }
  }
}

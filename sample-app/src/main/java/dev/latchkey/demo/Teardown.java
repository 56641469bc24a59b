package dev.latchkey.demo;

import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;

/** Closes what was opened, the last first, once. Thread-safe. */
final class Teardown implements AutoCloseable {
  private final Deque<AutoCloseable> opened = new ConcurrentLinkedDeque<>();

  <T extends AutoCloseable> T add(T resource) {
    opened.push(resource);
    return resource;
  }

  /** Closes everything; a failure is printed and keeps nothing from being closed. */
  @Override
  public void close() {
    for (var next = opened.poll(); next != null; next = opened.poll()) {
      try {
        next.close();
      } catch (Exception e) {
        System.err.println("While stopping: " + e);
      }
    }
  }
}

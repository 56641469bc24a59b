package dev.latchkey.runtime.pool;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Writes down what a handle tells; gives the connection back to nobody. */
final class RecordingLease implements Lease {
  private final Connection physical;
  final List<Taint> taints = new CopyOnWriteArrayList<>();
  final List<String> statements = new CopyOnWriteArrayList<>();
  final List<SQLException> failures = new CopyOnWriteArrayList<>();
  final AtomicInteger touches = new AtomicInteger();
  final AtomicInteger releases = new AtomicInteger();
  final AtomicInteger leaks = new AtomicInteger();

  /** Thrown when the lease leaks. */
  volatile @Nullable Error leakFailure;

  RecordingLease(Connection physical) {
    this.physical = physical;
  }

  @Override
  public Connection physical() {
    return physical;
  }

  @Override
  public void taint(Taint reason) {
    taints.add(reason);
  }

  @Override
  public void statement(String sql) {
    statements.add(sql);
  }

  @Override
  public void touched() {
    touches.incrementAndGet();
  }

  @Override
  public void failed(SQLException failure) {
    failures.add(failure);
  }

  @Override
  public void release() {
    releases.incrementAndGet();
  }

  @Override
  public void leaked() {
    leaks.incrementAndGet();
    Error failure = leakFailure;
    if (failure != null) {
      throw failure;
    }
  }
}

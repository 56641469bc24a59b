package dev.latchkey.runtime.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** With transaction managers that can be brought into states in which real ones are seldom. */
class GlobalTransactionsTest {
  private static final int ACTIVE = 0;
  private static final int NONE = 6;

  /** As of a transaction manager, and one status for all threads. */
  public static class Manager {
    private int status = NONE;

    /** As JTA declares it. */
    public int getStatus() {
      return status;
    }
  }

  /** Is shut down. */
  public static final class Broken extends Manager {
    @Override
    public int getStatus() {
      throw new IllegalStateException("closed");
    }
  }

  @Test
  @DisplayName("POOL-4 in a transaction of JTA a kept connection is not served, after it it is")
  void isLeftAloneMeanwhile() throws SQLException {
    try (PooledApp app = new PooledApp()) {
      GlobalTransactions transactions = new GlobalTransactions();
      app.recycler.transactions(transactions);
      app.learnAndProve();
      Manager manager = new Manager();
      transactions.beginning(manager);
      manager.status = ACTIVE;
      Connection raw = app.open();
      assertThat(PooledApp.isHandle(raw)).isFalse();
      app.close(raw);
      manager.status = NONE;
      Connection handle = app.open();
      assertThat(PooledApp.isHandle(handle)).isTrue();
      app.close(handle);
    }
  }

  @Test
  @DisplayName("POOL-4 a manager that does not tell is taken to be in a transaction")
  void doubtsBrokenManagers() {
    GlobalTransactions transactions = new GlobalTransactions();
    assertThat(transactions.areActive()).isFalse();
    transactions.beginning(new Object()); // has no status at all
    assertThat(transactions.areActive()).isFalse();
    transactions.beginning(new Broken());
    assertThat(transactions.areActive()).isTrue();
  }

  @Test
  @DisplayName("POOL-40 the class loader of a transaction manager is let go")
  void holdsNoClassLoader() throws Exception {
    GlobalTransactions transactions = new GlobalTransactions();
    WeakReference<ClassLoader> loader = new WeakReference<>(beginElsewhere(transactions));
    await()
        .until(
            () -> {
              System.gc();
              return loader.refersTo(null);
            });
    assertThat(transactions.areActive()).isFalse();
  }

  private static ClassLoader beginElsewhere(GlobalTransactions transactions) throws Exception {
    URL classes = Manager.class.getProtectionDomain().getCodeSource().getLocation();
    ClassLoader own = new URLClassLoader(new URL[] {classes}, null);
    transactions.beginning(
        own.loadClass(Manager.class.getName()).getDeclaredConstructor().newInstance());
    return own;
  }
}

package dev.latchkey.runtime.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.Properties;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A driver in a class loader of its own, as an application server has it. */
class HandlesLoaderTest {
  @Test
  @DisplayName("POOL-40 a driver's class loader goes although handles were made in it")
  void letsTheDriverGo() throws Exception {
    Handles handles = new Handles(failure -> {});
    WeakReference<ClassLoader> loader = useDriver(handles);

    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () -> {
              System.gc();
              assertThat(loader.get()).isNull();
            });
    Reference.reachabilityFence(handles);
  }

  private static WeakReference<ClassLoader> useDriver(Handles handles) throws Exception {
    URL jar = org.h2.Driver.class.getProtectionDomain().getCodeSource().getLocation();
    try (URLClassLoader loader =
        new URLClassLoader(new URL[] {jar}, ClassLoader.getPlatformClassLoader())) {
      Class<?> driverClass = Class.forName("org.h2.Driver", true, loader);
      Driver driver = (Driver) driverClass.getConstructor().newInstance();
      try (Connection physical = driver.connect("jdbc:h2:mem:", new Properties())) {
        query(handles.connection(new RecordingLease(physical)), loader);
      }
      driverClass.getMethod("unload").invoke(null);
      return new WeakReference<>(loader);
    }
  }

  private static void query(Connection handle, ClassLoader loader) throws Exception {
    assertThat(handle.getClass().getClassLoader()).isSameAs(loader);
    try (ResultSet rows = handle.createStatement().executeQuery("select 1")) {
      assertThat(rows.next()).isTrue();
    }
    handle.close();
  }
}

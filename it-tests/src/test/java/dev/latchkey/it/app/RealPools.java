package dev.latchkey.it.app;

import com.alibaba.druid.pool.DruidDataSource;
import com.mchange.v2.c3p0.ComboPooledDataSource;
import com.mchange.v2.c3p0.DataSources;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.latchkey.it.app.Borrowing.Login;
import dev.latchkey.it.app.Borrowing.Use;
import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalConnectionFactoryConfigurationSupplier;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.security.NamePrincipal;
import io.agroal.api.security.SimplePassword;
import java.sql.Connection;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.apache.commons.dbcp2.BasicDataSource;
import org.apache.commons.dbcp2.DriverManagerConnectionFactory;
import org.apache.commons.dbcp2.PoolableConnection;
import org.apache.commons.dbcp2.PoolableConnectionFactory;
import org.apache.commons.dbcp2.PoolingDataSource;
import org.apache.commons.pool2.impl.GenericObjectPool;
import org.apache.ibatis.datasource.pooled.PooledDataSource;
import org.apache.tomcat.jdbc.pool.PoolProperties;
import org.h2.jdbcx.JdbcConnectionPool;
import org.hibernate.boot.registry.StandardServiceRegistry;
import org.hibernate.boot.registry.StandardServiceRegistryBuilder;
import org.hibernate.engine.jdbc.connections.spi.ConnectionProvider;
import org.postgresql.ds.PGSimpleDataSource;
import org.vibur.dbcp.ViburDBCPDataSource;

/**
 * The connection pools that applications have. Each borrowing sets its pool up and ends it, so that
 * every connection is a physical one; {@code -source} is the pool over a data source of the driver,
 * which goes through {@code DriverManager}.
 */
final class RealPools {
  private static final String DRIVER = "org.postgresql.Driver";
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  static final Map<String, Borrowing> ALL =
      Map.ofEntries(
          Map.entry("hikari", RealPools::hikari),
          Map.entry("hikari-source", RealPools::hikariSource),
          Map.entry("dbcp2", RealPools::dbcp2),
          Map.entry("dbcp2-manager", RealPools::dbcp2Manager),
          Map.entry("tomcat", RealPools::tomcat),
          Map.entry("tomcat-source", RealPools::tomcatSource),
          Map.entry("c3p0", RealPools::c3p0),
          Map.entry("c3p0-source", RealPools::c3p0Source),
          Map.entry("agroal", RealPools::agroal),
          Map.entry("agroal-source", RealPools::agroalSource),
          Map.entry("druid", RealPools::druid),
          Map.entry("vibur", RealPools::vibur),
          Map.entry("vibur-source", RealPools::viburSource),
          Map.entry("h2", RealPools::h2),
          Map.entry("mybatis-pooled", RealPools::myBatis),
          Map.entry("hibernate-own", RealPools::hibernate));

  private RealPools() {}

  /** The driver's data source. */
  static DataSource source(Login login) {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(login.url());
    source.setUser(login.user());
    source.setPassword(login.password());
    return source;
  }

  private static void hikari(Login login, Use use) throws Exception {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(login.url());
    config.setUsername(login.user());
    config.setPassword(login.password());
    hikari(config, use);
  }

  private static void hikariSource(Login login, Use use) throws Exception {
    HikariConfig config = new HikariConfig();
    config.setDataSource(source(login));
    hikari(config, use);
  }

  private static void hikari(HikariConfig config, Use use) throws Exception {
    config.setMaximumPoolSize(1);
    config.setConnectionTimeout(PATIENCE.toMillis());
    try (HikariDataSource pool = new HikariDataSource(config)) {
      Borrowing.from(pool, use);
    }
  }

  private static void dbcp2(Login login, Use use) throws Exception {
    try (BasicDataSource pool = new BasicDataSource()) {
      pool.setUrl(login.url());
      pool.setUsername(login.user());
      pool.setPassword(login.password());
      Borrowing.from(pool, use);
    }
  }

  private static void dbcp2Manager(Login login, Use use) throws Exception {
    PoolableConnectionFactory connections =
        new PoolableConnectionFactory(
            new DriverManagerConnectionFactory(login.url(), login.user(), login.password()), null);
    GenericObjectPool<PoolableConnection> idle = new GenericObjectPool<>(connections);
    connections.setPool(idle);
    try (PoolingDataSource<PoolableConnection> pool = new PoolingDataSource<>(idle)) {
      Borrowing.from(pool, use);
    }
  }

  private static void tomcat(Login login, Use use) throws Exception {
    PoolProperties properties = new PoolProperties();
    properties.setUrl(login.url());
    properties.setDriverClassName(DRIVER);
    properties.setUsername(login.user());
    properties.setPassword(login.password());
    tomcat(properties, use);
  }

  private static void tomcatSource(Login login, Use use) throws Exception {
    PoolProperties properties = new PoolProperties();
    properties.setDataSource(source(login));
    tomcat(properties, use);
  }

  private static void tomcat(PoolProperties properties, Use use) throws Exception {
    properties.setInitialSize(1);
    var pool = new org.apache.tomcat.jdbc.pool.DataSource(properties);
    try {
      Borrowing.from(pool, use);
    } finally {
      pool.close(true);
    }
  }

  private static void c3p0(Login login, Use use) throws Exception {
    ComboPooledDataSource pool = new ComboPooledDataSource();
    pool.setJdbcUrl(login.url());
    pool.setUser(login.user());
    pool.setPassword(login.password());
    pool.setInitialPoolSize(1);
    pool.setMinPoolSize(1);
    pool.setMaxPoolSize(1);
    pool.setNumHelperThreads(1);
    try {
      Borrowing.from(pool, use);
    } finally {
      pool.close();
    }
  }

  private static void c3p0Source(Login login, Use use) throws Exception {
    DataSource pool =
        DataSources.pooledDataSource(
            source(login),
            Map.of(
                "initialPoolSize",
                "1",
                "minPoolSize",
                "1",
                "maxPoolSize",
                "1",
                "numHelperThreads",
                "1"));
    try {
      Borrowing.from(pool, use);
    } finally {
      DataSources.destroy(pool);
    }
  }

  private static void agroal(Login login, Use use) throws Exception {
    agroal(login, use, factory -> {});
  }

  private static void agroalSource(Login login, Use use) throws Exception {
    agroal(login, use, factory -> factory.connectionProviderClass(PGSimpleDataSource.class));
  }

  private static void agroal(
      Login login, Use use, Consumer<AgroalConnectionFactoryConfigurationSupplier> more)
      throws Exception {
    var configuration =
        new AgroalDataSourceConfigurationSupplier()
            .connectionPoolConfiguration(
                pool ->
                    pool.maxSize(1)
                        .connectionFactoryConfiguration(
                            factory -> {
                              more.accept(factory);
                              return factory
                                  .jdbcUrl(login.url())
                                  .principal(new NamePrincipal(login.user()))
                                  .credential(new SimplePassword(login.password()));
                            }));
    try (AgroalDataSource pool = AgroalDataSource.from(configuration)) {
      Borrowing.from(pool, use);
    }
  }

  private static void druid(Login login, Use use) throws Exception {
    try (DruidDataSource pool = new DruidDataSource()) {
      pool.setUrl(login.url());
      pool.setUsername(login.user());
      pool.setPassword(login.password());
      pool.setTestWhileIdle(false);
      Borrowing.from(pool, use);
    }
  }

  private static void vibur(Login login, Use use) throws Exception {
    try (ViburDBCPDataSource pool = new ViburDBCPDataSource()) {
      pool.setJdbcUrl(login.url());
      pool.setUsername(login.user());
      pool.setPassword(login.password());
      vibur(pool, use);
    }
  }

  private static void viburSource(Login login, Use use) throws Exception {
    try (ViburDBCPDataSource pool = new ViburDBCPDataSource()) {
      pool.setExternalDataSource(source(login));
      vibur(pool, use);
    }
  }

  private static void vibur(ViburDBCPDataSource pool, Use use) throws Exception {
    pool.setPoolInitialSize(1);
    pool.setPoolMaxSize(1);
    pool.start();
    Borrowing.from(pool, use);
  }

  private static void h2(Login login, Use use) throws Exception {
    JdbcConnectionPool pool =
        JdbcConnectionPool.create("jdbc:h2:mem:pools;DB_CLOSE_DELAY=-1", "sa", "");
    try {
      Borrowing.from(pool, use);
    } finally {
      pool.dispose();
    }
  }

  private static void myBatis(Login login, Use use) throws Exception {
    PooledDataSource pool =
        new PooledDataSource(DRIVER, login.url(), login.user(), login.password());
    try {
      Borrowing.from(pool, use);
    } finally {
      pool.forceCloseAll();
    }
  }

  /** What Hibernate does when it is only told where the database is. */
  private static void hibernate(Login login, Use use) throws Exception {
    StandardServiceRegistry registry =
        new StandardServiceRegistryBuilder()
            .applySetting("hibernate.connection.url", login.url())
            .applySetting("hibernate.connection.username", login.user())
            .applySetting("hibernate.connection.password", login.password())
            .build();
    try {
      ConnectionProvider pool = registry.requireService(ConnectionProvider.class);
      Connection connection = pool.getConnection();
      use.of(connection);
      pool.closeConnection(connection);
    } finally {
      StandardServiceRegistryBuilder.destroy(registry);
    }
  }
}

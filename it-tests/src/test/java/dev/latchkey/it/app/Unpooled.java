package dev.latchkey.it.app;

import dev.latchkey.it.app.Borrowing.Login;
import dev.latchkey.it.app.Borrowing.Use;
import jakarta.transaction.UserTransaction;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import org.apache.ibatis.datasource.unpooled.UnpooledDataSource;
import org.hibernate.SessionFactory;
import org.hibernate.StatelessSession;
import org.hibernate.boot.MetadataSources;
import org.hibernate.boot.registry.StandardServiceRegistryBuilder;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.datasource.SimpleDriverDataSource;

/** The ways in which applications connect for each call. */
final class Unpooled {
  static final Map<String, Borrowing> ALL =
      Map.of(
          "manager", Unpooled::manager,
          "source", Unpooled::source,
          "spring", Unpooled::spring,
          "spring-driver", Unpooled::springDriver,
          "mybatis-unpooled", Unpooled::myBatis,
          "hibernate-source", Unpooled::hibernate,
          "jta", Unpooled::jta);

  private static SessionFactory sessions;

  private Unpooled() {}

  private static void manager(Login login, Use use) throws SQLException {
    try (Connection connection =
        DriverManager.getConnection(login.url(), login.user(), login.password())) {
      use.of(connection);
    }
  }

  /** Connects by itself while the thread is in a transaction of JTA. */
  private static void jta(Login login, Use use) throws Exception {
    UserTransaction transaction = com.arjuna.ats.jta.UserTransaction.userTransaction();
    transaction.begin();
    try {
      manager(login, use);
    } finally {
      transaction.commit();
    }
  }

  private static void source(Login login, Use use) throws SQLException {
    Borrowing.from(RealPools.source(login), use);
  }

  private static void spring(Login login, Use use) throws SQLException {
    Borrowing.from(new DriverManagerDataSource(login.url(), login.user(), login.password()), use);
  }

  private static void springDriver(Login login, Use use) throws SQLException {
    Borrowing.from(
        new SimpleDriverDataSource(
            new org.postgresql.Driver(), login.url(), login.user(), login.password()),
        use);
  }

  private static void myBatis(Login login, Use use) throws SQLException {
    Borrowing.from(
        new UnpooledDataSource(
            "org.postgresql.Driver", login.url(), login.user(), login.password()),
        use);
  }

  private static void hibernate(Login login, Use use) {
    if (sessions == null) {
      sessions =
          new MetadataSources(
                  new StandardServiceRegistryBuilder()
                      .applySetting(
                          "hibernate.connection.datasource",
                          new DriverManagerDataSource(login.url(), login.user(), login.password()))
                      .build())
              .buildMetadata()
              .buildSessionFactory();
    }
    try (StatelessSession session = sessions.openStatelessSession()) {
      session.doWork(use::of);
    }
  }
}

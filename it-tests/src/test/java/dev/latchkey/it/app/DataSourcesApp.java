package dev.latchkey.it.app;

import com.microsoft.sqlserver.jdbc.SQLServerDataSource;
import com.mysql.cj.jdbc.MysqlDataSource;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import oracle.jdbc.pool.OracleDataSource;
import org.mariadb.jdbc.MariaDbDataSource;

/**
 * Connects for each call through the drivers' own data sources, a new one each time. A line names a
 * driver, how often, and a password; the answer is what came of the last call.
 */
public final class DataSourcesApp {
  private DataSourcesApp() {}

  /** Takes the port of a MariaDB, of which the other databases' drivers find no server. */
  public static void main(String[] arguments) throws Exception {
    int port = Integer.parseInt(arguments[0]);
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    System.out.println("started");
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String[] words = line.split(" ", -1);
      String answer = "";
      for (int i = 0; i < Integer.parseInt(words[1]); i++) {
        answer = call(source(words[0], port, words[2]));
      }
      System.out.println(answer);
    }
  }

  /** Returns what comes of one call: "done", or all that tells an exception from another. */
  public static String call(DataSource source) {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("SELECT 1");
      return "done";
    } catch (SQLException e) {
      return e.getClass().getName()
          + " "
          + e.getSQLState()
          + " "
          + e.getErrorCode()
          + " "
          + String.valueOf(e.getMessage())
              .replaceAll("(CONNECTION_ID=|ClientConnectionId:|conn=)[\\w+/=-]+", "")
              .replace('\n', ' ');
    }
  }

  /** Returns a data source; what is not for MariaDB finds nobody at port 1. */
  public static DataSource source(String driver, int port, String password) throws SQLException {
    return switch (driver) {
      case "mariadb" -> {
        MariaDbDataSource source =
            new MariaDbDataSource("jdbc:mariadb://127.0.0.1:" + port + "/app");
        source.setUser("app");
        source.setPassword(password);
        yield source;
      }
      case "mysql" -> {
        MysqlDataSource source = new MysqlDataSource();
        source.setServerName("127.0.0.1");
        source.setPort(port);
        source.setDatabaseName("app");
        source.setUser("app");
        source.setPassword(password);
        yield source;
      }
      case "sqlserver" -> {
        SQLServerDataSource source = new SQLServerDataSource();
        source.setServerName("127.0.0.1");
        source.setPortNumber(1);
        source.setUser("app");
        source.setPassword(password);
        source.setConnectRetryCount(0);
        yield source;
      }
      default -> {
        OracleDataSource source = new OracleDataSource();
        source.setURL("jdbc:oracle:thin:@//127.0.0.1:1/app");
        source.setUser("app");
        source.setPassword(password);
        yield source;
      }
    };
  }
}

package dev.latchkey.agent.handler;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.sqlserver.jdbc.SQLServerConnectionPoolDataSource;
import com.microsoft.sqlserver.jdbc.SQLServerDataSource;
import com.mysql.cj.jdbc.MysqlDataSource;
import com.mysql.cj.jdbc.MysqlXADataSource;
import dev.latchkey.runtime.pool.ConnectRequest;
import java.sql.Connection;
import java.util.Properties;
import javax.net.ssl.SSLContext;
import javax.sql.DataSource;
import oracle.jdbc.pool.OracleDataSource;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mariadb.jdbc.MariaDbDataSource;

/** What real data sources of real drivers are read as. */
class DataSourcesTest {
  private static final Object[] NOTHING = {};

  private static ConnectRequest request(DataSource source, Object... arguments) {
    ConnectArguments reader = DataSources.of(source.getClass().getName());
    assertThat(reader).isNotNull();
    return reader.of(source, arguments);
  }

  private static String fields(ConnectRequest request) {
    return request.url() + " " + new java.util.TreeMap<>(request.properties());
  }

  private static SQLServerDataSource sqlServer() {
    SQLServerDataSource source = new SQLServerDataSource();
    source.setServerName("db.example");
    source.setPortNumber(1433);
    source.setDatabaseName("orders");
    source.setUser("app");
    source.setPassword("secret");
    return source;
  }

  private static OracleDataSource oracle() throws Exception {
    OracleDataSource source = new OracleDataSource();
    source.setURL("jdbc:oracle:thin:@//db.example:1521/orders");
    source.setUser("app");
    source.setPassword("secret");
    return source;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "com.mysql.cj.jdbc.MysqlDataSource#getConnection(java.util.Properties)",
        "org.mariadb.jdbc.MariaDbDataSource#getConnection()",
        "org.mariadb.jdbc.MariaDbDataSource#getConnection(java.lang.String,java.lang.String)",
        "com.microsoft.sqlserver.jdbc.SQLServerDataSource#getConnection()",
        "com.microsoft.sqlserver.jdbc.SQLServerDataSource"
            + "#getConnection(java.lang.String,java.lang.String)",
        "oracle.jdbc.datasource.impl.OracleDataSource#getConnection()",
        "oracle.jdbc.datasource.impl.OracleDataSource"
            + "#getConnection(java.lang.String,java.lang.String)"
      })
  @DisplayName("POOL-1 the woven methods are those of the real drivers")
  void methodsAreThere(String signature) throws Exception {
    String[] parts = signature.split("[#(),]+");
    Class<?>[] types = new Class<?>[parts.length - 2];
    for (int i = 0; i < types.length; i++) {
      types[i] = Class.forName(parts[i + 2]);
    }
    var method = Class.forName(parts[0]).getDeclaredMethod(parts[1], types);
    assertThat(Connection.class).isAssignableFrom(method.getReturnType());
  }

  @Test
  @DisplayName("POOL-8 MySQL's data source is read as all that it merges, and its address")
  void readsMySql() throws Exception {
    MysqlDataSource source = new MysqlDataSource();
    source.setServerName("db.example");
    source.setDatabaseName("orders");
    Properties merged = new Properties();
    merged.setProperty("user", "app");
    ConnectRequest request = request(source, merged);
    assertThat(request.url()).isEqualTo("jdbc:mysql://db.example:3306/orders");
    assertThat(request.properties()).isSameAs(merged);
    assertThat(request.opener()).isEqualTo(MysqlDataSource.class);
    assertThat(request.obstacle()).isNull();
  }

  @Test
  @DisplayName("POOL-8 MariaDB's is read as its address, user, password and timeout")
  void readsMariaDb() throws Exception {
    MariaDbDataSource source = new MariaDbDataSource("jdbc:mariadb://db.example/orders");
    source.setUser("app");
    source.setPassword("secret");
    ConnectRequest request = request(source, NOTHING);
    assertThat(request.url()).isEqualTo("jdbc:mariadb://db.example/orders");
    assertThat(request.properties())
        .containsEntry("user", "app")
        .containsEntry("password", "secret");
    assertThat(request.obstacle()).isNull();
    String before = fields(request);
    source.setLoginTimeout(7);
    assertThat(fields(request(source, NOTHING))).isNotEqualTo(before);
    assertThat(request(source, "other", "else").properties())
        .containsEntry("user", "other")
        .containsEntry("password", "else");
    assertThat(request(source, null, "else").properties()).doesNotContainKey("user");
  }

  @Test
  @DisplayName(
      "POOL-8 SQL Server's is read as every property that was set, and equal ones are equal")
  void readsSqlServer() {
    ConnectRequest request = request(sqlServer(), NOTHING);
    assertThat(request.url()).isEqualTo("jdbc:sqlserver://db.example:1433;databaseName=orders");
    assertThat(request.properties())
        .containsEntry("user", "app")
        .containsEntry("password", "secret");
    assertThat(request.obstacle()).isNull();
    assertThat(fields(request(sqlServer(), NOTHING))).isEqualTo(fields(request));
    SQLServerDataSource other = sqlServer();
    other.setApplicationName("billing");
    assertThat(fields(request(other, NOTHING))).isNotEqualTo(fields(request));
  }

  @Test
  @DisplayName("POOL-8 Oracle's is read as all of its fields, and equal ones are equal")
  void readsOracle() throws Exception {
    ConnectRequest request = request(oracle(), NOTHING);
    assertThat(request.url()).isEqualTo("jdbc:oracle:thin:@//db.example:1521/orders");
    assertThat(request.properties())
        .containsEntry("user", "app")
        .containsEntry("password", "secret");
    assertThat(request.obstacle()).isNull();
    assertThat(fields(request(oracle(), NOTHING))).isEqualTo(fields(request));
    OracleDataSource other = oracle();
    other.setConnectionProperty("defaultRowPrefetch", "100");
    assertThat(fields(request(other, NOTHING))).isNotEqualTo(fields(request));
  }

  @Test
  @DisplayName("POOL-5 a setting that is an object leaves the data source alone, and says why")
  void leavesObjectsAlone() throws Exception {
    OracleDataSource source = oracle();
    source.setSSLContext(SSLContext.getDefault());
    assertThat(request(source, NOTHING).obstacle()).contains("'sslContext' is an object");
    SQLServerDataSource other = sqlServer();
    other.setAccessTokenCallback((spn, sts) -> null);
    assertThat(request(other, NOTHING).properties().values())
        .anyMatch(value -> !(value instanceof String));
  }

  @Test
  @DisplayName("POOL-4 the data sources for XA and for pools are left alone")
  void leavesSubclassesAlone() {
    ConnectArguments mySql = DataSources.of(MysqlDataSource.class.getName());
    assertThat(mySql.of(new MysqlXADataSource(), new Object[] {new Properties()}).obstacle())
        .contains("may do more than connect");
    ConnectArguments sqlServer = DataSources.of(SQLServerDataSource.class.getName());
    assertThat(sqlServer.of(new SQLServerConnectionPoolDataSource(), NOTHING).obstacle())
        .contains("may do more than connect");
  }
}

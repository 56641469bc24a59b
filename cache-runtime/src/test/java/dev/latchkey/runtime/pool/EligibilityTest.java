package dev.latchkey.runtime.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.PrivilegedAction;
import java.util.Properties;
import javax.security.auth.Subject;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.ds.PGSimpleDataSource;

class EligibilityTest {
  private final Eligibility eligibility = new Eligibility();

  private static Properties login() {
    Properties properties = new Properties();
    properties.setProperty("user", "app");
    properties.setProperty("password", "secret");
    return properties;
  }

  private String refusal(String url, Properties properties) {
    return eligibility.refusal(new ConnectUrl(url), properties);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:postgresql://db/orders",
        "jdbc:mysql://db/orders",
        "jdbc:mariadb://db:3306/orders",
        "jdbc:sqlserver://db;databaseName=orders",
        "jdbc:oracle:thin:@//db:1521/orders"
      })
  void servers(String url) {
    assertThat(refusal(url, login())).isNull();
  }

  @ParameterizedTest
  @DisplayName("POOL-4 embedded, unknown and replicated databases are never pooled")
  @ValueSource(
      strings = {
        "jdbc:h2:mem:orders",
        "jdbc:hsqldb:mem:orders",
        "jdbc:derby:orders",
        "jdbc:sqlite:orders.db",
        "jdbc:aws-wrapper:postgresql://db/orders",
        "jdbc:p6spy:postgresql://db/orders",
        "jdbc:oracle:oci:@orders",
        "jdbc:mysql:replication://a,b/orders",
        "jdbc:mysql:loadbalance://a,b/orders",
        "jdbc:mariadb:replication://a,b/orders",
        "jdbc:postgresql://db/orders?replication=database"
      })
  void others(String url) {
    assertThat(refusal(url, login())).isNotNull();
  }

  @ParameterizedTest
  @DisplayName("POOL-5 whose identity is not in the arguments is never pooled")
  @ValueSource(
      strings = {
        "jdbc:sqlserver://db;integratedSecurity=true",
        "jdbc:sqlserver://db;authentication=ActiveDirectoryMSI",
        "jdbc:postgresql://db/orders?authenticationPluginClassName=com.acme.Iam",
        "jdbc:postgresql://db/orders?jaasApplicationName=orders",
        "jdbc:mariadb://db/orders?credentialType=AWS-IAM",
        "jdbc:mysql://db/orders?authenticationPlugins=com.acme.Plugin"
      })
  void identities(String url) {
    assertThat(refusal(url, login())).contains("identity");
  }

  @Test
  @DisplayName("POOL-5 the default that PostgreSQL's data source writes out names nobody")
  void defaults() {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl("jdbc:postgresql://db/orders");
    assertThat(source.getUrl()).contains("jaasApplicationName");
    assertThat(refusal(source.getUrl(), login())).isNull();
    Properties other = login();
    other.setProperty("jaasApplicationName", "orders");
    assertThat(refusal(source.getUrl(), other)).contains("identity");
  }

  @Test
  @DisplayName("POOL-5 without user or password nobody can tell who connects")
  void nobody() {
    assertThat(refusal("jdbc:postgresql://db/orders", new Properties())).isNotNull();
    Properties user = new Properties();
    user.setProperty("user", "app");
    assertThat(refusal("jdbc:postgresql://db/orders", user)).isNotNull();
    assertThat(refusal("jdbc:postgresql://db/orders?password=x", user)).isNull();
  }

  @Test
  @DisplayName("POOL-5 a property that is not a text is never pooled, behind defaults too")
  void objects() {
    Properties properties = login();
    properties.put("socketFactory", new Object());
    assertThat(refusal("jdbc:postgresql://db/orders", properties)).isNotNull();
    Properties behind = new Properties(properties);
    behind.setProperty("a", "b");
    assertThat(refusal("jdbc:postgresql://db/orders", behind)).isNotNull();
  }

  @Test
  @DisplayName("POOL-5 a thread that runs as a subject is never served")
  @SuppressWarnings("removal") // the only way that JDK 17 and 25 share
  void subjects() {
    PrivilegedAction<String> ask = () -> refusal("jdbc:postgresql://db/orders", login());
    assertThat(Subject.doAs(new Subject(), ask)).contains("subject");
    assertThat(ask.run()).isNull();
  }
}

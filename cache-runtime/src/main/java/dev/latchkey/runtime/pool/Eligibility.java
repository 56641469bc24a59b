package dev.latchkey.runtime.pool;

import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Says of what an application asks for whether a connection of that kind may be kept at all: safety
 * rules POOL-4 and POOL-5. Looks at the arguments and the thread only. Stateless.
 */
final class Eligibility {
  private static final List<String> SERVERS =
      List.of(
          "jdbc:postgresql:",
          "jdbc:mysql:",
          "jdbc:mariadb:",
          "jdbc:sqlserver:",
          "jdbc:oracle:thin:");

  /** Forms that spread statements over several servers, whose sessions differ. */
  private static final List<String> SPREAD =
      List.of(
          "jdbc:mysql:replication:",
          "jdbc:mysql:loadbalance:",
          "jdbc:mysql+srv:",
          "jdbc:mariadb:replication:",
          "jdbc:mariadb:load-balance:",
          "jdbc:mariadb:loadbalance:",
          "jdbc:mariadb:load-balance-read:");

  /** Settings by which the driver takes the caller's identity from elsewhere. */
  private static final Set<String> IDENTITIES =
      Set.of(
          "authenticationpluginclassname",
          "authenticationplugins",
          "defaultauthenticationplugin",
          "integratedsecurity",
          "authentication",
          "authenticationscheme",
          "accesstoken",
          "accesstokencallbackclass",
          "gsscredential",
          "jaasapplicationname",
          "credentialtype",
          "propertiestransform",
          "oracle.net.authentication_services",
          "oracle.jdbc.tokenauthentication",
          "oracle.jdbc.accesstoken",
          "proxy_user_name",
          "proxy_type");

  private static final String REPLICATION = "replication";
  private static final String JAAS_NAME = "jaasApplicationName";
  private static final String JAAS = JAAS_NAME.toLowerCase(Locale.ROOT);
  private static final String JAAS_DEFAULT = "pgjdbc";

  private final List<String> servers;

  Eligibility() {
    this(List.of());
  }

  /** Takes addresses that begin with one of {@code more} for those of servers too. */
  Eligibility(List<String> more) {
    servers = Stream.concat(SERVERS.stream(), more.stream()).toList();
  }

  /** Returns why no connection of this kind is kept, as a sentence, or null. */
  @Nullable String refusal(ConnectUrl url, Properties properties) {
    return refusal(url, properties, true);
  }

  /**
   * Returns why no connection of this kind is kept, as a sentence, or null.
   *
   * @param subjects whether any thread may run as a security subject
   */
  @Nullable String refusal(ConnectUrl url, Properties properties, boolean subjects) {
    if (!beginsWithOne(url, servers)) {
      return "only connections to PostgreSQL, MySQL, MariaDB, SQL Server and Oracle are kept";
    }
    if (beginsWithOne(url, SPREAD)) {
      return "the driver spreads the statements of one connection over several servers";
    }
    List<String> names = properties.getClass() == Properties.class ? names(properties) : null;
    if (names == null) {
      return "a property is not a text, so that two calls cannot be told to be equal";
    }
    names.addAll(url.parameterNames());
    for (String name : names) {
      String lower = name.toLowerCase(Locale.ROOT);
      if (lower.equals(REPLICATION)) {
        return "replication connections are never kept";
      }
      if (IDENTITIES.contains(lower) && !isDefault(lower, url, properties)) {
        return "the setting '" + lower + "' takes the identity from outside the arguments";
      }
    }
    if (isMissing(setting(url, properties, "user"))
        || isMissing(setting(url, properties, "password"))) {
      return "user or password is not among the arguments, so who connects cannot be told";
    }
    return subjects && CurrentSubject.isPresent()
        ? "the thread runs as a security subject, which the driver may log in as"
        : null;
  }

  /** PostgreSQL's data source writes every default into its address. */
  private static boolean isDefault(String name, ConnectUrl url, Properties properties) {
    return name.equals(JAAS)
        && properties.getProperty(JAAS_NAME, JAAS_DEFAULT).equals(JAAS_DEFAULT)
        && Objects.requireNonNullElse(url.parameter(JAAS_NAME), JAAS_DEFAULT).equals(JAAS_DEFAULT);
  }

  /** Returns a setting from the properties or, as drivers do, from the address. */
  static @Nullable String setting(ConnectUrl url, Properties properties, String name) {
    String value = properties.getProperty(name);
    return value == null ? url.parameter(name) : value;
  }

  /**
   * Returns the names of all properties, or null when one is not a text. Looks at the defaults
   * behind the properties too, which only this enumeration shows.
   */
  private static @Nullable List<String> names(Properties properties) {
    List<String> names = new ArrayList<>(properties.size());
    try {
      for (Enumeration<?> all = properties.propertyNames(); all.hasMoreElements(); ) {
        if (!(all.nextElement() instanceof String name) || properties.getProperty(name) == null) {
          return null;
        }
        names.add(name);
      }
      return names;
    } catch (ClassCastException notText) {
      return null;
    }
  }

  private static boolean isMissing(@Nullable String value) {
    return value == null || value.isEmpty();
  }

  private static boolean beginsWithOne(ConnectUrl url, List<String> prefixes) {
    for (String prefix : prefixes) {
      if (url.startsWith(prefix)) {
        return true;
      }
    }
    return false;
  }
}

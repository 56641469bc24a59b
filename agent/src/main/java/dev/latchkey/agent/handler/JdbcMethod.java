package dev.latchkey.agent.handler;

import java.util.List;

/** The methods of JDBC that the observer hears of, under the names that drivers declare them by. */
enum JdbcMethod {
  CLOSE_CONNECTION("close", "abort"),
  COMMIT("commit"),
  ROLLBACK("rollback"),
  AUTO_COMMIT("setAutoCommit"),
  SCOPE("setSchema", "setCatalog"),
  CREATE("createStatement", "prepareStatement", "prepareCall"),
  EXECUTE("execute", "executeQuery", "executeUpdate", "executeLargeUpdate"),
  EXECUTE_BATCH("executeBatch", "executeLargeBatch"),
  ADD_BATCH("addBatch"),
  CLOSE_STATEMENT("close");

  /** What a class of connections declares. */
  static final List<JdbcMethod> OF_CONNECTION =
      List.of(CLOSE_CONNECTION, COMMIT, ROLLBACK, AUTO_COMMIT, SCOPE, CREATE);

  /** What a class of statements declares. */
  static final List<JdbcMethod> OF_STATEMENT =
      List.of(EXECUTE, EXECUTE_BATCH, ADD_BATCH, CLOSE_STATEMENT);

  @SuppressWarnings("ImmutableEnumChecker") // made by List.of
  private final List<String> names;

  JdbcMethod(String... names) {
    this.names = List.of(names);
  }

  List<String> names() {
    return names;
  }
}

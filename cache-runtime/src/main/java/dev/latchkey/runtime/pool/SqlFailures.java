package dev.latchkey.runtime.pool;

import java.sql.SQLException;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What errors of databases mean for connections, by SQLState and vendor code. Stateless. */
final class SqlFailures {
  private static final int MOST_CHAINED = 8;
  private static final Set<String> SHUTDOWNS = Set.of("57P01", "57P02", "57P03");
  private static final Set<Integer> ORACLE_BROKEN = Set.of(28, 1012, 3113, 3114, 12_537, 17_002);
  private static final Set<Integer> ORACLE_FULL = Set.of(20, 12_516, 12_519, 12_520);
  private static final Set<Integer> MYSQL_FULL = Set.of(1040, 1203, 1226);
  private static final String READ_ONLY = "25006";

  private SqlFailures() {}

  /** Returns whether a connection is not to be trusted after this: safety rule POOL-20. */
  static boolean isSuspect(SQLException failure) {
    return any(
        failure,
        each ->
            beginsWith(each, "08")
                || beginsWith(each, "57")
                || beginsWith(each, "58")
                || beginsWith(each, "XX")
                || isOracle(each, ORACLE_BROKEN));
  }

  /** Returns whether the server is gone or changed, for all connections: safety rule POOL-28. */
  static boolean isFatal(SQLException failure) {
    return any(
        failure,
        each ->
            beginsWith(each, "08")
                || SHUTDOWNS.contains(String.valueOf(each.getSQLState()))
                || READ_ONLY.equals(each.getSQLState())
                || isOracle(each, ORACLE_BROKEN));
  }

  /** Returns whether a login was refused: safety rule POOL-10. */
  static boolean isRefusedLogin(SQLException failure) {
    return any(failure, each -> beginsWith(each, "28") || isOracle(each, Set.of(1017, 28_000)));
  }

  /** Returns whether the server has no room for one more: safety rule POOL-31. */
  static boolean isFull(SQLException failure) {
    return any(
        failure,
        each ->
            "53300".equals(each.getSQLState())
                || (MYSQL_FULL.contains(each.getErrorCode())
                    && (beginsWith(each, "08") || beginsWith(each, "42")))
                || isOracle(each, ORACLE_FULL));
  }

  private static boolean any(SQLException failure, Predicate<SQLException> what) {
    SQLException each = failure;
    for (int i = 0; each != null && i < MOST_CHAINED; i++) {
      if (what.test(each)) {
        return true;
      }
      each = each.getNextException();
    }
    return false;
  }

  private static boolean beginsWith(SQLException failure, String sqlClass) {
    String state = failure.getSQLState();
    return state != null && state.startsWith(sqlClass);
  }

  /** The numbers mean this in Oracle alone, whose states are mostly the general ones. */
  private static boolean isOracle(SQLException failure, Set<Integer> codes) {
    @Nullable String text = failure.getMessage();
    return codes.contains(failure.getErrorCode()) && text != null && text.startsWith("ORA-");
  }
}

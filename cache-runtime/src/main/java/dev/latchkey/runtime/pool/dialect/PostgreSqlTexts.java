package dev.latchkey.runtime.pool.dialect;

/** Statements of PostgreSQL. */
final class PostgreSqlTexts {
  static final String DISCARD_ALL = "DISCARD ALL; ";

  /** What DISCARD ALL consists of, for where it cannot run beside other statements. */
  static final String DISCARD_EACH =
      "CLOSE ALL; SET SESSION AUTHORIZATION DEFAULT; RESET ALL; DEALLOCATE ALL; UNLISTEN *; "
          + "SELECT pg_catalog.pg_advisory_unlock_all(); DISCARD PLANS; DISCARD TEMP; "
          + "DISCARD SEQUENCES; ";

  /** Precedes a number. */
  static final String SEED = "SET seed = ";

  private PostgreSqlTexts() {}
}

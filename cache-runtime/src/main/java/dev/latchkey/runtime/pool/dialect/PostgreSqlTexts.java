package dev.latchkey.runtime.pool.dialect;

/** Statements of PostgreSQL. */
final class PostgreSqlTexts {
  /**
   * RESET ROLE goes back to the role that ALTER ROLE gives at login, which DISCARD ALL alone loses
   * on some versions.
   */
  static final String DISCARD_ALL = "DISCARD ALL; RESET ROLE; ";

  /** What DISCARD ALL consists of, for where it cannot run beside other statements. */
  static final String DISCARD_EACH =
      "CLOSE ALL; SET SESSION AUTHORIZATION DEFAULT; RESET ALL; DEALLOCATE ALL; UNLISTEN *; "
          + "SELECT pg_catalog.pg_advisory_unlock_all(); DISCARD PLANS; DISCARD TEMP; "
          + "DISCARD SEQUENCES; RESET ROLE; ";

  private PostgreSqlTexts() {}
}

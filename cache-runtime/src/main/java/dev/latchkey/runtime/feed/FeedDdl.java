package dev.latchkey.runtime.feed;

import java.util.Collection;

/**
 * What an operator applies to a database so that it tells of changes. The agent itself never
 * applies it. Stateless.
 */
public final class FeedDdl {
  /** The name of the function, of its triggers, and of the channel. */
  static final String NAME = "latchkey_change";

  private static final String FUNCTION =
      """
      CREATE OR REPLACE FUNCTION public.%1$s() RETURNS trigger LANGUAGE plpgsql AS $body$
      BEGIN
        PERFORM pg_notify('%1$s', TG_RELID::text);
        RETURN NULL;
      END $body$;
      """;

  private static final String TRIGGER =
      """
      DROP TRIGGER IF EXISTS %1$s ON %2$s;
      CREATE TRIGGER %1$s AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON %2$s
        FOR EACH STATEMENT EXECUTE FUNCTION public.%1$s();
      ALTER TABLE %2$s ENABLE ALWAYS TRIGGER %1$s;
      """;

  private FeedDdl() {}

  /**
   * Returns statements for PostgreSQL 11 and later: one function, and a trigger for each table. A
   * notification is one for each transaction and table and holds nothing but the table's number. It
   * is sent for writes in the replica role too, but not for those that a subscription applies, and
   * the statements may be applied twice.
   */
  public static String of(Collection<FeedTable> tables) {
    StringBuilder ddl = new StringBuilder(FUNCTION.formatted(NAME));
    for (FeedTable table : tables) {
      ddl.append(TRIGGER.formatted(NAME, table.quoted()));
    }
    return ddl.toString();
  }
}

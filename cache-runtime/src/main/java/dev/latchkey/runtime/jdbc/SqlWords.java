package dev.latchkey.runtime.jdbc;

import static dev.latchkey.runtime.jdbc.WordTable.meaning;

import dev.latchkey.runtime.jdbc.SqlStatement.Effect;

/**
 * What is known of words by safety rules POOL-20 and POOL-25. Whatever is not listed is taken for
 * the worst that it may be.
 */
final class SqlWords {
  /** First words of statements, and the least that such a statement may do. */
  static final WordTable<Effect> VERBS =
      WordTable.of(
          meaning(Effect.NONE, "SELECT INSERT UPDATE DELETE WITH VALUES"),
          meaning(
              Effect.RESETTABLE,
              """
              ABORT ALTER ANALYZE ANALYSE BEGIN CALL CHECKPOINT CLOSE CLUSTER COMMENT COMMIT CREATE
              DEALLOCATE DECLARE DESC DESCRIBE DISCARD DROP END EXPLAIN FETCH GRANT LOCK MERGE MOVE
              NOTIFY OPTIMIZE PREPARE REFRESH REINDEX RELEASE RENAME REPLACE RESET REVOKE ROLLBACK
              SAVEPOINT SET SHOW START TABLE TRUNCATE UNLISTEN UNLOCK UPSERT USE VACUUM
              """),
          meaning(
              Effect.LASTING, "ATTACH COPY DETACH DO EXEC EXECUTE HANDLER LISTEN LOAD PRAGMA XA"));

  /** Words that make a SET last: they change who the session is, or more than the session. */
  static final WordTable<Boolean> LASTING_SETTINGS =
      WordTable.of(
          meaning(
              true,
              """
              AUTHORIZATION DEFAULT GLOBAL PASSWORD PERSIST PERSIST_ONLY ROLE SESSION_AUTHORIZATION
              """));

  /** What may follow BEGIN when it begins a transaction and not a block of a program. */
  static final WordTable<Boolean> TRANSACTION_WORDS =
      WordTable.of(
          meaning(
              true,
              """
              COMMITTED DEFERRABLE DEFERRED EXCLUSIVE IMMEDIATE ISOLATION LEVEL NOT ONLY READ
              REPEATABLE SERIALIZABLE TRAN TRANSACTION UNCOMMITTED WORK WRITE
              """));

  /** Kinds of accounts, whose statements hold passwords. */
  static final WordTable<Boolean> ACCOUNTS =
      WordTable.of(meaning(true, "LOGIN ROLE USER IDENTIFIED"));

  /** Words before a name that is none of a function, though a parenthesis follows it. */
  static final WordTable<Boolean> NAMING = WordTable.of(meaning(true, "AS INTO RECURSIVE WITH"));

  /** What may stand between INSERT and INTO. */
  static final WordTable<Boolean> INSERTING =
      WordTable.of(meaning(true, "INSERT IGNORE LOW_PRIORITY HIGH_PRIORITY DELAYED"));

  /** Functions whose doing is not taken back at a reset. */
  static final WordTable<Boolean> LASTING_FUNCTIONS =
      WordTable.of(
          meaning(
              true,
              """
              SET_CONFIG SETSEED LOAD_EXTENSION DBLINK DBLINK_CONNECT DBLINK_CONNECT_U
              DBLINK_SEND_QUERY DBLINK_OPEN PG_REPLICATION_ORIGIN_SESSION_SETUP
              """));

  /** Words that a parenthesis may follow without their being functions. */
  private static final String SYNTAX =
      """
      ADD AGAINST ALL AND ANY ARRAY ASC AS BETWEEN BY CASE COLLATE CONFLICT CROSS CUBE DELETE DESC
      DISTINCT DIV ELSE END ESCAPE EXCEPT EXISTS FETCH FILTER FIRST FROM FULL GROUP HAVING ILIKE IN
      INDEX INNER INTERSECT INTERVAL IS JOIN KEY LATERAL LIKE LIMIT MATCH MATERIALIZED MINUS NATURAL
      NEXT NOT NULL OF OFFSET ON ONLY OR ORDER OUTER OVER PARTITION REGEXP RETURNING RLIKE ROLLUP
      ROW ROWS SELECT SET SETS SIMILAR SOME THEN TO TOP UNION UPDATE USING VALUES WHEN WHERE WITH
      WITHIN XOR
      BIT CHAR CHARACTER DECIMAL FLOAT NCHAR NUMBER NUMERIC NVARCHAR PRECISION TIME TIMESTAMP
      TIMESTAMPTZ VARBINARY VARBIT VARCHAR VARYING BINARY
      """;

  /** Functions that read their arguments, the clock or a setting and do nothing else. */
  private static final String FUNCTIONS =
      """
      ABS ACOS ADD_MONTHS AGE ANY_VALUE ARRAY_AGG ARRAY_APPEND ARRAY_LENGTH ARRAY_POSITION
      ARRAY_REMOVE ARRAY_TO_STRING ASCII ASIN ATAN ATAN2 AVG BIT_AND BIT_LENGTH BIT_OR BOOL_AND
      BOOL_OR BTRIM CARDINALITY CAST CEIL CEILING CHAR_LENGTH CHARACTER_LENGTH CHARINDEX CHR
      CLOCK_TIMESTAMP COALESCE CONCAT CONCAT_WS CONVERT COS COUNT CUME_DIST CURDATE
      CURRENT_DATABASE CURRENT_DATE CURRENT_SCHEMA CURRENT_TIME CURRENT_TIMESTAMP CURRENT_USER
      CURTIME DATABASE DATALENGTH DATE DATE_ADD DATE_BIN DATE_FORMAT DATE_PART DATE_SUB DATE_TRUNC
      DATEADD DATEDIFF DATEPART DAY DAYOFMONTH DAYOFWEEK DAYOFYEAR DECODE DEGREES DENSE_RANK ENCODE
      EVERY EXP EXTRACT FIELD FIND_IN_SET FIRST_VALUE FLOOR FORMAT FROM_UNIXTIME GEN_RANDOM_UUID
      GENERATE_SERIES GETDATE GREATEST GROUP_CONCAT GROUPING HEX HOUR IF IFNULL IIF INITCAP INSTR
      ISNULL JSON_AGG JSON_ARRAY JSON_ARRAYAGG JSON_BUILD_ARRAY JSON_BUILD_OBJECT JSON_CONTAINS
      JSON_EXTRACT JSON_OBJECT JSON_OBJECTAGG JSON_QUERY JSON_UNQUOTE JSON_VALUE JSONB_AGG
      JSONB_BUILD_ARRAY JSONB_BUILD_OBJECT JSONB_EXTRACT_PATH_TEXT LAG LAST_DAY LAST_VALUE LCASE
      LEAD LEAST LEFT LEN LENGTH LISTAGG LN LOCALTIME LOCALTIMESTAMP LOCATE LOG LOG10 LOWER LPAD
      LTRIM MAKE_DATE MAKE_INTERVAL MAX MD5 MICROSECOND MIN MINUTE MOD MONTH MONTHS_BETWEEN
      NOW NTH_VALUE NTILE NULLIF NVL NVL2 OCTET_LENGTH OVERLAY PERCENT_RANK PERCENTILE_CONT
      PERCENTILE_DISC PI POSITION POW POWER QUARTER RADIANS RANDOM RANK REGEXP_LIKE REGEXP_MATCHES
      REGEXP_REPLACE REGEXP_SUBSTR REPEAT REPLACE REVERSE RIGHT ROUND ROW_NUMBER ROW_TO_JSON RPAD
      RTRIM SCHEMA SECOND SHA1 SHA2 SHA256 SIGN SIN SPLIT_PART SQRT STDDEV STR_TO_DATE
      STRING_AGG STRING_TO_ARRAY STRPOS STRFTIME STUFF SUBSTR SUBSTRING SUBSTRING_INDEX SUM SYSDATE
      SYSDATETIME TAN TIMESTAMPADD TIMESTAMPDIFF TO_CHAR TO_DATE TO_JSON TO_JSONB TO_NUMBER
      TO_TIMESTAMP TO_TSQUERY TO_TSVECTOR TRANSLATE TRIM TRUNC TRUNCATE TS_RANK UCASE
      UNIX_TIMESTAMP UNNEST UPPER USER UTC_TIMESTAMP UUID VARIANCE VERSION WEEK YEAR
      """;

  /** Words before a parenthesis that change nothing of the session. */
  static final WordTable<Boolean> HARMLESS =
      WordTable.of(meaning(false, SYNTAX), meaning(true, FUNCTIONS));

  /** The schema in which PostgreSQL keeps its own functions. */
  static final WordTable<Boolean> SYSTEM_SCHEMA = WordTable.of(meaning(true, "PG_CATALOG"));

  static final WordTable<Boolean> CURSOR = WordTable.of(meaning(true, "CURSOR"));
  static final WordTable<Boolean> INTO = WordTable.of(meaning(true, "INTO"));
  static final WordTable<Boolean> TO = WordTable.of(meaning(true, "TO"));

  /** Second words that make a CREATE or an ALTER last: they load code, or change the session. */
  static final WordTable<Boolean> LASTING_OBJECTS =
      WordTable.of(meaning(true, "EXTENSION SESSION SYSTEM"));

  private SqlWords() {}
}

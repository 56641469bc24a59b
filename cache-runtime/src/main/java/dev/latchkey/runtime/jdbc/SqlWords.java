package dev.latchkey.runtime.jdbc;

import static java.util.Map.entry;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known of words by safety rules POOL-20 and POOL-25, as flags. Whatever is not listed is
 * taken for the worst that it may be.
 */
final class SqlWords {
  /** First words of statements that read or change rows. */
  static final int QUERY = 1 << 0;

  /** First words of statements that a reset takes back. */
  static final int RESETTABLE = 1 << 1;

  /** First words of statements that no reset takes back; every other is taken for one. */
  static final int LASTING = 1 << 2;

  /** Words that make a SET last: they change who the session is, or more than the session. */
  static final int LASTING_SETTING = 1 << 3;

  /** Second words that make a CREATE or an ALTER last: they load code, or change the session. */
  static final int LASTING_OBJECT = 1 << 4;

  /** What may follow BEGIN when it begins a transaction and not a block of a program. */
  static final int TRANSACTION = 1 << 5;

  /** Words after which a statement on accounts holds names and passwords. */
  static final int ACCOUNT = 1 << 6;

  /** What may stand before the INTO of an INSERT. */
  static final int INSERTING = 1 << 7;

  /** Words before a name that is none of a function, though a parenthesis follows it. */
  static final int NOT_CALLING = 1 << 8;

  /** Words before what can only be a name, in quotes or not. */
  static final int NAMING = 1 << 9;

  /** Functions whose doing is not taken back at a reset. */
  static final int LASTING_FUNCTION = 1 << 10;

  /** Functions that are told by a text what they set. */
  static final int SETTING_FUNCTION = 1 << 22;

  /** Words that a parenthesis may follow without their being functions. */
  static final int SYNTAX = 1 << 11;

  /** Functions that read their arguments, the clock or a setting and do nothing else. */
  static final int FUNCTION = 1 << 12;

  /** The schema in which PostgreSQL keeps its own functions. */
  static final int SYSTEM_SCHEMA = 1 << 13;

  /** What may stand right before a text in quotes. */
  static final int TEXT_PREFIX = 1 << 14;

  /** The prefix of a text in which a backslash takes the quote behind it in. */
  static final int ESCAPING = 1 << 15;

  static final int ESCAPE = 1 << 16;
  static final int IN = 1 << 17;
  static final int INTO = 1 << 18;
  static final int TO = 1 << 19;
  static final int CURSOR = 1 << 20;

  /** A function that may change the session, and no row of a table. */
  static final int KEEPS_ROWS = 1 << 21;

  private static final WordTable TABLE =
      new WordTable(
          Map.ofEntries(
              entry(QUERY, "SELECT INSERT UPDATE DELETE WITH VALUES"),
              entry(
                  RESETTABLE,
                  """
              ABORT ALTER ANALYZE ANALYSE BEGIN CALL CHECKPOINT CLOSE CLUSTER COMMENT COMMIT
              CREATE DEALLOCATE DECLARE DESC DESCRIBE DISCARD DROP END EXPLAIN FETCH GRANT LOCK
              MERGE MOVE NOTIFY OPTIMIZE PREPARE REFRESH REINDEX RELEASE RENAME REPLACE RESET
              REVOKE ROLLBACK SAVEPOINT SET SHOW START TABLE TRUNCATE UNLISTEN UNLOCK UPSERT USE
              VACUUM
              """),
              entry(LASTING, "ATTACH COPY DETACH DO EXEC EXECUTE HANDLER LISTEN LOAD PRAGMA XA"),
              entry(
                  LASTING_SETTING,
                  """
              AUTHORIZATION DEFAULT GLOBAL PASSWORD PERSIST PERSIST_ONLY ROLE
              SESSION_AUTHORIZATION
              """),
              entry(LASTING_OBJECT, "EXTENSION SESSION SYSTEM"),
              entry(
                  TRANSACTION,
                  """
              COMMITTED DEFERRABLE DEFERRED EXCLUSIVE IMMEDIATE ISOLATION LEVEL NOT ONLY READ
              REPEATABLE SERIALIZABLE TRAN TRANSACTION UNCOMMITTED WORK WRITE
              """),
              entry(ACCOUNT, "LOGIN ROLE USER IDENTIFIED"),
              entry(INSERTING, "INSERT IGNORE LOW_PRIORITY HIGH_PRIORITY DELAYED"),
              entry(NOT_CALLING, "AS INTO RECURSIVE WITH"),
              entry(NAMING, "FROM JOIN INTO UPDATE TABLE AS"),
              entry(
                  LASTING_FUNCTION,
                  """
              SETSEED LOAD_EXTENSION DBLINK DBLINK_CONNECT DBLINK_CONNECT_U
              DBLINK_SEND_QUERY DBLINK_OPEN PG_REPLICATION_ORIGIN_SESSION_SETUP
              """),
              entry(SETTING_FUNCTION, "SET_CONFIG"),
              entry(
                  SYNTAX,
                  """
              ADD AGAINST ALL AND ANY ARRAY ASC AS BETWEEN BY CASE COLLATE CONFLICT CROSS CUBE
              DELETE DESC DISTINCT DIV ELSE END ESCAPE EXCEPT EXISTS FETCH FILTER FIRST FROM FULL
              GROUP HAVING ILIKE IN INDEX INNER INTERSECT INTERVAL IS JOIN KEY LATERAL LIKE LIMIT
              MATCH MATERIALIZED MINUS NATURAL NEXT NOT NULL OF OFFSET ON ONLY OR ORDER OUTER OVER
              PARTITION REGEXP RETURNING RLIKE ROLLUP ROW ROWS SELECT SET SETS SIMILAR SOME THEN
              TO TOP UNION UPDATE USING VALUES WHEN WHERE WITH WITHIN XOR BIT CHAR CHARACTER
              DECIMAL FLOAT NCHAR NUMBER NUMERIC NVARCHAR PRECISION TIME TIMESTAMP TIMESTAMPTZ
              VARBINARY VARBIT VARCHAR VARYING BINARY
              """),
              entry(
                  FUNCTION,
                  """
              ABS ACOS ADD_MONTHS AGE ANY_VALUE ARRAY_AGG ARRAY_APPEND ARRAY_LENGTH ARRAY_POSITION
              ARRAY_REMOVE ARRAY_TO_STRING ASCII ASIN ATAN ATAN2 AVG BIT_AND BIT_LENGTH BIT_OR
              BOOL_AND BOOL_OR BTRIM CARDINALITY CAST CEIL CEILING CHAR_LENGTH CHARACTER_LENGTH
              CHARINDEX CHR CLOCK_TIMESTAMP COALESCE CONCAT CONCAT_WS CONVERT COS COUNT CUME_DIST
              CURDATE CURRENT_DATABASE CURRENT_DATE CURRENT_SCHEMA CURRENT_TIME CURRENT_TIMESTAMP
              CURRENT_USER CURTIME DATABASE DATALENGTH DATE DATE_ADD DATE_BIN DATE_FORMAT
              DATE_PART DATE_SUB DATE_TRUNC DATEADD DATEDIFF DATEPART DAY DAYOFMONTH DAYOFWEEK
              DAYOFYEAR DECODE DEGREES DENSE_RANK ENCODE EVERY EXP EXTRACT FIELD FIND_IN_SET
              FIRST_VALUE FLOOR FORMAT FROM_UNIXTIME GEN_RANDOM_UUID GENERATE_SERIES GETDATE
              GREATEST GROUP_CONCAT GROUPING HEX HOUR IF IFNULL IIF INITCAP INSTR ISNULL JSON_AGG
              JSON_ARRAY JSON_ARRAYAGG JSON_BUILD_ARRAY JSON_BUILD_OBJECT JSON_CONTAINS
              JSON_EXTRACT JSON_OBJECT JSON_OBJECTAGG JSON_QUERY JSON_UNQUOTE JSON_VALUE JSONB_AGG
              JSONB_BUILD_ARRAY JSONB_BUILD_OBJECT JSONB_EXTRACT_PATH_TEXT LAG LAST_DAY LAST_VALUE
              LCASE LEAD LEAST LEFT LEN LENGTH LISTAGG LN LOCALTIME LOCALTIMESTAMP LOCATE LOG
              LOG10 LOWER LPAD LTRIM MAKE_DATE MAKE_INTERVAL MAX MD5 MICROSECOND MIN MINUTE MOD
              MONTH MONTHS_BETWEEN NOW NTH_VALUE NTILE NULLIF NVL NVL2 OCTET_LENGTH OVERLAY
              PERCENT_RANK PERCENTILE_CONT PERCENTILE_DISC PI POSITION POW POWER QUARTER RADIANS
              RANDOM RANK REGEXP_LIKE REGEXP_MATCHES REGEXP_REPLACE REGEXP_SUBSTR REPEAT REPLACE
              REVERSE RIGHT ROUND ROW_NUMBER ROW_TO_JSON RPAD RTRIM SCHEMA SECOND SHA1 SHA2 SHA256
              SIGN SIN SPLIT_PART SQRT STDDEV STR_TO_DATE STRING_AGG STRING_TO_ARRAY STRPOS
              STRFTIME STUFF SUBSTR SUBSTRING SUBSTRING_INDEX SUM SYSDATE SYSDATETIME TAN
              TIMESTAMPADD TIMESTAMPDIFF TO_CHAR TO_DATE TO_JSON TO_JSONB TO_NUMBER TO_TIMESTAMP
              TO_TSQUERY TO_TSVECTOR TRANSLATE TRIM TRUNC TRUNCATE TS_RANK UCASE UNIX_TIMESTAMP
              UNNEST UPPER USER UTC_TIMESTAMP UUID VARIANCE VERSION WEEK YEAR
              """),
              entry(SYSTEM_SCHEMA, "PG_CATALOG"),
              entry(TEXT_PREFIX, "E B X N DATE TIME TIMESTAMP INTERVAL"),
              entry(ESCAPING, "E"),
              entry(ESCAPE, "ESCAPE"),
              entry(IN, "IN"),
              entry(INTO, "INTO"),
              entry(TO, "TO"),
              entry(CURSOR, "CURSOR"),
              entry(
                  KEEPS_ROWS,
                  """
              ARMOR CRYPT CURRVAL CURRENT_SETTING DIGEST ENCRYPT GEN_SALT HMAC
              IDENTITY INET_SERVER_ADDR LAST_INSERT_ID LASTVAL NEXTVAL PG_BACKEND_PID PG_SLEEP
              SCOPE_IDENTITY SET_CONFIG SETVAL UUID_GENERATE_V1 UUID_GENERATE_V4
              """)));

  private SqlWords() {}

  /** Returns what is known of the word at these places of the text, or null. */
  static WordTable.@Nullable Word find(String text, int from, int to) {
    return TABLE.find(text, from, to);
  }
}

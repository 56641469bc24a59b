package dev.latchkey.dashboard;

import dev.latchkey.runtime.jdbc.StatementSnapshot;
import dev.latchkey.runtime.pool.DatabaseFigures;
import dev.latchkey.runtime.pool.LongHold;
import dev.latchkey.runtime.pool.PoolSnapshot;
import dev.latchkey.runtime.pool.advice.Advice;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The figures of a service with a pooled database, one that cannot be pooled, and a slow lookup.
 *
 * @param used whether anything has been opened yet
 */
record SimulatedDatabase(Instant since, boolean used) implements DatabaseFigures {
  private static final String BY_EMAIL = "SELECT id, name FROM users WHERE lower(email) = ?";
  private static final String BY_TOKEN = "SELECT user_id FROM tokens WHERE digest = ?";
  private static final String VISIT = "UPDATE users SET last_seen = now() WHERE id = ?";
  private static final String ROLES = "SELECT role FROM roles WHERE user_id = ?";

  @Override
  public List<PoolSnapshot> pools() {
    return used ? List.of(reusing(), refused()) : List.of();
  }

  private static PoolSnapshot reusing() {
    return new PoolSnapshot(
        "p1",
        "jdbc:postgresql://127.0.0.1:5432/orders?password=***",
        "PostgreSQL",
        "reusing",
        "",
        7,
        2,
        42,
        8_214,
        12,
        Map.of("unwrapped", 2L, "transaction", 1L),
        1,
        3,
        Map.of("com.example.orders.Export.run:88", 2L),
        17_200_000,
        190_000,
        4_100_000,
        31_000_000,
        139_700_000_000L,
        2_050_000_000L,
        0.78,
        new PoolSnapshot.Queue("bounded", 9, 2, 318, 64_000_000, 6, 5),
        new PoolSnapshot.Acquiring(210_000, 340_000, 1_100_000, 22_000_000),
        trace());
  }

  private static PoolSnapshot refused() {
    return new PoolSnapshot(
        "p2",
        "jdbc:h2:mem:sessions",
        "H2",
        "refused",
        "An embedded database ends with its last connection, so that keeping one would change it.",
        1,
        0,
        310,
        0,
        0,
        Map.of(),
        0,
        0,
        Map.of(),
        50_000,
        0,
        900_000,
        2_000_000,
        0,
        0,
        -1,
        PoolSnapshot.Queue.NONE,
        new PoolSnapshot.Acquiring(50_000, 80_000, 120_000, 80_000),
        List.of());
  }

  /** Ten minutes of a rising load, in whose last minute calls wait. */
  private static List<PoolSnapshot.Step> trace() {
    return IntStream.range(0, 40)
        .mapToObj(
            step ->
                new PoolSnapshot.Step(
                    2 + step / 8.0 + Math.sin(step), 3 - step / 20.0, step < 36 ? 0 : 2))
        .toList();
  }

  @Override
  public Map<String, LongHold> longHolds() {
    return used
        ? Map.of(
            "p1",
            new LongHold(
                6_400_000_000L,
                List.of(
                    "java.net.SocketInputStream.socketRead0",
                    "com.acme.mail.Smtp.send:212",
                    "com.example.orders.Export.run:88",
                    "java.lang.Thread.run:840")))
        : Map.of();
  }

  @Override
  public List<StatementSnapshot> statements() {
    return used
        ? List.of(
            new StatementSnapshot(
                "a1",
                BY_EMAIL,
                "SELECT",
                812,
                0,
                7_308_000_000L,
                8_100_000,
                31_000_000,
                812,
                0,
                1,
                "com.acme.users.UserRepository.findByEmail(UserRepository.java:41)",
                new StatementSnapshot.Recent(312, 0, 2_808_000_000L, 8_100_000, 31_000_000, 0, 0)),
            new StatementSnapshot(
                "b2",
                ROLES,
                "SELECT",
                18_676,
                3,
                5_230_000_000L,
                250_000,
                600_000,
                812,
                790,
                23,
                "",
                new StatementSnapshot.Recent(8_000, 3, 2_240_000_000L, 250_000, 600_000, 0, 0)),
            new StatementSnapshot(
                "c3",
                VISIT,
                "UPDATE",
                812,
                0,
                812_000_000L,
                900_000,
                2_000_000,
                812,
                0,
                1,
                "com.acme.users.UserRepository.touch(UserRepository.java:57)",
                new StatementSnapshot.Recent(312, 0, 312_000_000L, 900_000, 2_000_000, 312, 312)),
            new StatementSnapshot(
                "d4",
                "VACUUM",
                "",
                1,
                0,
                90_000_000_000L,
                90_000_000_000L,
                90_000_000_000L,
                0,
                0,
                0,
                "",
                StatementSnapshot.Recent.NONE))
        : List.of();
  }

  @Override
  public List<Advice> advice() {
    return used
        ? List.of(
            new Advice(
                Advice.Kind.SEQUENTIAL_SCAN,
                BY_EMAIL,
                "The database reads all of public.users for this statement.",
                List.of(
                    "EXPLAIN with a generic plan reads public.users whole: about 210,000 rows,"
                        + " 2,471 pages of 8 KiB.",
                    "Seen 812 times."),
                "CREATE INDEX CONCURRENTLY ON public.users (lower(email))",
                57,
                since,
                null),
            new Advice(
                Advice.Kind.REPEATED,
                ROLES,
                "The statement ran 23 times within one operation.",
                List.of("One statement for all of these rows would do."),
                "",
                40,
                since,
                null),
            new Advice(
                Advice.Kind.SEQUENTIAL_SCAN,
                BY_TOKEN,
                "The database no longer reads all of public.tokens for this statement.",
                List.of(
                    "EXPLAIN with a generic plan reads public.tokens whole: about 96,000 rows,"
                        + " 1,204 pages of 8 KiB."),
                "",
                0,
                since.minusSeconds(7_200),
                new Advice.Followed(since.minusSeconds(3_600), 9_100_000, 210_000)))
        : List.of();
  }
}

package dev.latchkey.it.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Accounts in a PostgreSQL, and applications that look them up and whose agents share a Redis. */
public final class Fleet implements AutoCloseable {
  private static final String CONFIG =
      """
      admin: { port: 0 }
      presets: none
      targets:
        - name: find
          layer: session
          class: dev.latchkey.it.app.Accounts
          method: find
          invalidated-by: [{ sql-table: accounts }, { sql-table: account_roles }]
      phases:
        session:
          enabled: true
          trial: 10
          store: redis
          redis: { uri: '%s', key-file: '%s' }
      """;

  private final Path folder;
  private final Redis redis;
  private final Postgres database = Postgres.start();
  private final Path key;

  /**
   * Starts both servers, with files in {@code folder}.
   *
   * @param accounts statements that fill {@code accounts (name, mail, seen)}
   */
  public Fleet(Path folder, String... accounts) throws IOException {
    this.folder = folder;
    redis = Redis.start(folder);
    key =
        Files.writeString(folder.resolve("key"), "1 AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=");
    database.ask("create table accounts (name text, mail text, seen timestamp)");
    database.ask("create table account_roles (name text, role text)");
    for (String statement : accounts) {
      database.ask(statement);
    }
    database.ask("grant all on all tables in schema public to " + Postgres.USER);
  }

  /** Starts an application with the agent, which is given the address of the database. */
  public AppJvm start(String name, Class<?> main) throws IOException {
    String url = database.url() + "?user=" + Postgres.USER + "&password=" + Postgres.PASSWORD;
    AppJvm app =
        AppJvm.on(Jdk.all().get(0), Files.createDirectory(folder.resolve(name)))
            .config(CONFIG.formatted(redis.uri(), key))
            .start(main, url);
    app.dashboard();
    return app;
  }

  /** The database, for what other processes do. */
  public Postgres database() {
    return database;
  }

  /** The Redis that they share. */
  public Redis redis() {
    return redis;
  }

  @Override
  public void close() {
    database.close();
    redis.close();
  }
}

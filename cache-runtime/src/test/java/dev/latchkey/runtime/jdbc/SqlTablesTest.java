package dev.latchkey.runtime.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SqlTablesTest {

  private static SqlTables of(String text) {
    return SqlStatement.of(text).tables();
  }

  @ParameterizedTest
  @DisplayName("SES-9 what a statement writes is told from its text")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "insert into users (id, name) values (?, ?) | users",
        "INSERT INTO app.users SELECT * FROM old_users | users",
        "insert ignore into `users` set name = 'x' | users",
        "insert into users (id) values (1) on conflict (id) do update set name = excluded.name | users",
        "insert into users (id) values (1) on duplicate key update name = 'x' | users",
        "update users set last_seen = now() where id = ? | users",
        "UPDATE ONLY \"Users\" u SET name = ? | users",
        "update accounts a join users u on a.id = u.id set u.name = ? | users",
        "update u set u.name = 'x' from users u where u.id = 1 | users",
        "delete from users where id in (select user_id from gone) | users",
        "delete u from accounts a join users u on u.id = a.id | users",
        "delete from accounts using users where users.id = accounts.id | users",
        "merge into users u using fresh f on u.id = f.id when matched then update set name = f.name | users",
        "truncate table audit, users | users",
        "replace into users (id) values (1) | users",
        "with gone as (delete from users returning id) select * from gone | users",
        "with a as (select 1) update users set name = 'x' | users",
        "/* by */ update /* really */ users set a = 1 | users",
      })
  void namesWhatIsWritten(String text, String table) {
    SqlTables found = of(text);

    assertThat(found.writesAnything()).isFalse();
    assertThat(found.written()).contains(SqlTables.name(table));
  }

  @ParameterizedTest
  @DisplayName("SES-13 the columns that an update of one table sets are told from its text")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "update users set last_seen = now() where id = ? | last_seen",
        "UPDATE users u SET u.last_seen = coalesce(?, now()), \"Visits\" = visits + 1 | last_seen visits",
        "update users set a = (select max(b), 1 from c), d = case when e = 1 then 2 end returning f | a d",
      })
  void namesWhatIsSet(String text, String columns) {
    long[] expected =
        Arrays.stream(columns.split(" ", -1)).mapToLong(SqlTables::name).sorted().toArray();

    assertThat(of(text).assigned()).isEqualTo(expected);
  }

  @ParameterizedTest
  @DisplayName("SES-13 where an update's columns are not plain, any may have been set")
  @ValueSource(
      strings = {
        "update users set (a, b) = (1, 2)",
        "update users set a[1] = 2",
        "update users, accounts set a = 1",
        "update users join accounts on x = y set a = 1",
        "update users set a = 1 from accounts",
        "with x as (select 1) update users set a = 1",
        "update users set a = 1 where id in (delete from accounts returning id)",
        "insert into users (a) values (1) on conflict do update set a = 1",
        "update users set a += 1",
        "update users set a",
        "update users",
        "delete from users",
        "select 1",
      })
  void namesNothingElse(String text) {
    assertThat(of(text).assigned()).isNull();
  }

  @ParameterizedTest
  @DisplayName("SES-11 what a statement does to rows at most is told from its verbs")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "insert into users (id) values (?) | ADDED",
        "insert into users select * from accounts for update | ADDED",
        "insert into users (id) values (1) on conflict do nothing | ADDED",
        "insert into users (id) values (1) on conflict (id) do update set a = 1 | UPDATED",
        "insert into users (id) values (1) on duplicate key update a = 1 | UPDATED",
        "update users set a = 1 | UPDATED",
        "with x as (update users set a = 1 returning a) insert into users select a from x | UPDATED",
        "with x as (delete from users returning a) insert into users select a from x | ANY",
        "with x as (delete from users returning a) select a from x | ANY",
        "update users set a = 1 where id in (delete from accounts returning id) | ANY",
        "delete from users where id = ? | ANY",
        "truncate users | ANY",
        "replace into users (id) values (1) | ANY",
        "merge into users u using x on u.id = x.id when matched then update set a = 1 | ANY",
        "call anything() | ANY",
        "update users set a = unknown_function() | ANY",
        "update users set a = 1; select 1 | ANY",
      })
  void tellsWhatHappensToRows(String text, SqlTables.RowChange expected) {
    assertThat(of(text).change()).isEqualTo(expected);
  }

  @ParameterizedTest
  @DisplayName("SES-10 what is not known writes everything")
  @ValueSource(
      strings = {
        "call change_user(?)",
        "{call change_user(?)}",
        "{? = call change_user(?)}",
        "exec change_user 1",
        "do $$ begin update users set a = 1; end $$",
        "select change_user(1)",
        "select app.now()",
        "insert into audit values (touch(1))",
        "update users set a = 1; commit",
        "select 1; delete from users",
        "truncate table users cascade",
        "select * into copy_of_users from users",
        "copy users from stdin",
        "commit prepared 'x'",
        "explain analyze delete from users",
        "alter table users drop column a",
        "refresh materialized view users_view",
        "select a from t where b = 'O\\'Brien' and c = 1",
        "frobnicate users",
        "",
        "'x'",
      })
  void takesTheUnknownForAWriteOfAnything(String text) {
    assertThat(of(text).writesAnything()).isTrue();
  }

  @ParameterizedTest
  @DisplayName("SES-9 what only reads writes nothing")
  @ValueSource(
      strings = {
        "select u.id, coalesce(u.name, ?) from users u where u.id = ?",
        "(select 1 from a) union (select 2 from b)",
        "select replace(name, 'a', 'b'), truncate(size, 1) from users",
        "select t.update from t",
        "with q as (select 1) select * from q",
        "begin",
        "set time zone 'UTC'",
        "savepoint a",
        "select nextval('users_seq')",
        "select {fn lower(name)} from users",
      })
  void tellsReadingFromWriting(String text) {
    assertThat(of(text).writes()).isFalse();
    assertThat(of(text).locks()).isFalse();
  }

  @ParameterizedTest
  @DisplayName("SES-1 a read that locks is told from one that does not")
  @ValueSource(
      strings = {
        "select * from users where id = 1 for update",
        "select * from users where id = 1 for no key update nowait",
        "select * from users where id = 1 for key share",
        "select * from users where id = 1 lock in share mode",
        "select * from users with (updlock) where id = 1",
      })
  void seesLocks(String text) {
    assertThat(of(text).locks()).isTrue();
  }

  @ParameterizedTest
  @DisplayName("SES-2 a statement that moves a session to another tenant is seen")
  @ValueSource(
      strings = {
        "set search_path to tenant_7",
        "SET ROLE alice",
        "set app.tenant = '7'",
        "set @tenant = 7",
        "use tenant_7",
        "select set_config('app.tenant', ?, false)",
        "alter session set current_schema = tenant_7",
        "alter role app set search_path = tenant_7",
        "select 1; set search_path to tenant_7",
        "alter table users add mail text; use tenant_7",
      })
  void seesScopes(String text) {
    assertThat(of(text).setsScope()).isTrue();
  }

  @ParameterizedTest
  @DisplayName("SES-2 a migration at the start leaves a connection like the others")
  @ValueSource(
      strings = {
        "alter table if exists users add constraint unique_mail unique (mail)",
        "ALTER INDEX by_mail RENAME TO by_address",
        "create table users (id int); alter table users add mail text",
        "select 1; update users set mail = 'x'",
      })
  void seesNoScopeInMigrations(String text) {
    assertThat(of(text).setsScope()).isFalse();
    assertThat(of(text).writes()).isTrue();
  }

  @ParameterizedTest
  @DisplayName("SES-12 every table that is read is among the names")
  @ValueSource(
      strings = {
        "select * from users",
        "select * from a, USERS",
        "select * from a natural join app.\"users\"",
        "select 1 where exists (select 1 from `Users`)",
        "with q as (select * from users) select * from q",
        "table users",
      })
  void mentionsWhatIsRead(String text) {
    assertThat(of(text).mentions(SqlTables.name("users"))).isTrue();
    assertThat(of(text).mentions(SqlTables.name("orders"))).isFalse();
  }

  @Test
  @DisplayName("SES-9 a text seen before is not read again")
  void remembersTexts() {
    var texts = new SqlTexts();

    assertThat(texts.get("select a from users where id = ?"))
        .isSameAs(texts.get("select a from users where id = ?"));
  }

  @Test
  @DisplayName("H-1 names are kept as numbers: what looks like one may be a value")
  void keepsNoText() {
    assertThat(of("select a from t where b = \"alice@example.com\"").toString())
        .doesNotContain("alice");
    assertThat(Arrays.stream(of("select a from t").mentioned()).count()).isEqualTo(4);
  }
}

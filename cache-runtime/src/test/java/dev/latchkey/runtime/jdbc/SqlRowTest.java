package dev.latchkey.runtime.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SqlRowTest {

  private static @Nullable SqlRow row(String text) {
    return SqlStatement.of(text).tables().row();
  }

  @ParameterizedTest
  @DisplayName("SES-13 the rows of a write with one plain condition are told from its text")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "update users set name = ? where id = ? | | id | 2",
        "UPDATE Users SET Name=?,mail=? WHERE ID=? | | id | 3",
        "update app.users set seen = now(), visits = visits + 1 where id = ? | app | id | 1",
        "update users set name = coalesce(?, concat('who?', ?)), a = 'x' where id = ? | | id | 3",
        "update users set name = case when a = ? then ? else 'where id = 3' end where id = ? | | id | 3",
        "update users set name = 'd''or' where login = ? | | login | 1",
        "delete from users where id = ? | | id | 1",
        "delete from app.users where id=? returning id, name | app | id | 1",
        "update users set name = ? where id = ? returning * | | id | 2",
        // What follows by AND leaves rows out and brings none in.
        "update users set name=?,version=? where id=? and version=? | | id | 3",
        "update users set name = ? where id = ? and tenant = ? AND version <> ? | | id | 2",
        "update users set name = ? where id = ? and a >= 5 and b = 'x' returning id | | id | 2",
        "update users set name = ? where id = ? and gone is null and a is not null | | id | 2",
        "delete from users where id = ? and version = ? and gone = false | | id | 1",
      })
  void tellsRows(String text, @Nullable String schema, String column, int parameter) {
    long qualifier = schema == null ? 0 : SqlTables.name(schema);
    assertThat(row(text))
        .isEqualTo(
            new SqlRow(qualifier, SqlTables.name("users"), SqlTables.name(column), parameter, 0));
  }

  @Test
  @DisplayName("SES-13 a plain whole number in the text names a row")
  void takesWholeNumbers() {
    assertThat(row("update users set name = ? where id = 0042"))
        .isEqualTo(new SqlRow(0, SqlTables.name("users"), SqlTables.name("id"), 0, 42));
    assertThat(row("delete from users where id = 123456789012345678")).isNotNull();
  }

  @ParameterizedTest
  @DisplayName("SES-13 of any other text it is not told what rows it touches")
  @ValueSource(
      strings = {
        // Other conditions, or none.
        "update users set name = ?",
        "delete from users",
        "update users set name = ? where id = ? or 1 = 1",
        "update users set name = ? where id = ? or version = ?",
        "update users set name = ? where id = ? and version = ? or gone is null",
        "update users set name = ? where version > ? and id = ?",
        "update users set name = ? where id = ? and version = ? or 1 = 1",
        "update users set name = ? where id = ? and version = 1or true",
        "update users set name = ? where id = ? and version = 1 || 1",
        "update users set name = ? where id = ? and version = ? xor true",
        "update users set name = ? where id = ? && version = ?",
        "update users set name = ? where id = ? and (version = ? or true)",
        "update users set name = ? where id = ? and (version = ?) or true",
        "update users set name = ? where id = ? and not version = ? or true",
        "update users set name = ? where id = ? and version = ? + 1 or true",
        "update users set name = ? where id = ? and version in (?)",
        "update users set name = ? where id = ? and version between ? and ? or true",
        "update users set name = ? where id = ? and exists (select 1 from a)",
        "update users set name = ? where id = ? and version = (select 1 from a)",
        "update users set name = ? where id = ? and changed(version)",
        "update users set name = ? where id = ? and a = lower(?)",
        "update users set name = ? where id = ? and a is not distinct from ?",
        "update users set name = ? where id = ? and a = 'x' 'y'",
        "update users set name = ? where id = ? and a = 'x\\' or 1 = 1 or b = '",
        "update users set name = ? where id = ? and a === ?",
        "update users set name = ? where id = ? and a = = ? or true",
        "update users set name = ? where id = ? and data ? 'a'",
        "update users set name = ? where id = ? and data ?? 'a'",
        "update users set name = ? where id = ? and \"a\" = ?",
        "update users set name = ? where id = ? and a = ? -- or true",
        "update users set name = ? where id = ? and a = ?; delete from users",
        "update users set name = ? where id = ? and",
        "update users set name = ? where id = ? and a =",
        "update users set name = ? where id = ? and a is",
        "update users set id = ? where id = ? and version = ?",
        "update users set name = ? where not id = ?",
        "update users set name = ? where id in (?)",
        "update users set name = ? where id in (?, ?)",
        "update users set name = ? where id = any(?)",
        "update users set name = ? where id <> ?",
        "update users set name = ? where id >= ?",
        "update users set name = ? where id => ?",
        "update users set name = ? where id <=> ?",
        "update users set name = ? where id == ?",
        "update users set name = ? where id like ?",
        "update users set name = ? where id between ? and ?",
        "update users set name = ? where (id = ?)",
        "update users set name = ? where (id, tenant) = (?, ?)",
        "update users set name = ? where id = (?)",
        "update users set name = ? where ? = id",
        "update users set name = ? where exists (select 1 from a where id = ?)",
        "update users set name = ? where current of c",
        "update users set name = ? where id = ? limit 5",
        "update users set name = ? where id = ? order by id",
        "update users set name = ? where lower(id) = ?",
        "update users set name = ? where users.id = ?",
        // Values that are more than one.
        "update users set name = ? where id = 1 + ?",
        "update users set name = ? where id = ? + 1",
        "update users set name = ? where id = -?",
        "update users set name = ? where id = - 5",
        "update users set name = ? where id = 5 - 4",
        "update users set name = ? where id = ? | 1",
        "update users set name = ? where id = ?::int",
        "update users set name = ? where id = cast(? as int)",
        "update users set name = ? where id = ? collate nocase",
        "update users set name = ? where binary id = ?",
        "update users set name = ? where id::text = ?",
        "update users set name = ? where id = 1.0",
        "update users set name = ? where id = 1e3",
        "update users set name = ? where id = 0x10",
        "update users set name = ? where id = 1_000",
        "update users set name = ? where id = 1234567890123456789",
        "update users set name = ? where id = '5'",
        "update users set name = ? where id = N'5'",
        "update users set name = ? where id = null",
        "update users set name = ? where id = true",
        "update users set name = ? where id = other",
        "update users set name = ? where id = default(id)",
        // Places for values that drivers count otherwise.
        "update users set data = data ?? 'a' where id = ?",
        "update users set data = data ??| ? where id = ?",
        "update users set data = data ? 'a' where id = ?",
        "update users set name = ?1 where id = ?2",
        "update users set name = $1 where id = $2",
        "update users set name = :name where id = ?",
        "update users set name = @name where id = ?",
        "update users set name = {fn user()} where id = ?",
        "{? = call f()} update users set name = ? where id = ?",
        "update users set name = ? where id = ??",
        "update users set name = ? where id = ?x",
        // Texts that are read differently.
        "update users set name = ? where id = ? -- or 1 = 1",
        "update users set name = ? /* ? */ where id = ?",
        "update users set name = ? where id = ?#\n",
        "update users set name = ? where id = /*! 1 or id = */ ?",
        "update users set name = '\\' where id = ?",
        "update users set name = '\\'' where id = ?",
        "update users set name = q'[it's]' where id = ?",
        "update users set name = $a$ where id = 1 $a$ where id = ?, b = 'x'",
        "update users set \"name\" = ? where id = ?",
        "update `users` set name = ? where id = ?",
        "update \"users\" set name = ? where id = ?",
        "update [users] set name = ? where id = ?",
        "update users set name = ? where \"id\" = ?",
        "update users set name = ? where `id` = ?",
        // Other tables, or more of them.
        "update db.app.users set name = ? where id = ?",
        "update only users set name = ? where id = ?",
        "update low_priority users set name = ? where id = ?",
        "update or replace users set name = ? where id = ?",
        "update users u set name = ? where id = ?",
        "update users as u set name = ? where u.id = ?",
        "update users, accounts set name = ? where id = ?",
        "update users join accounts on a = b set name = ? where id = ?",
        "update users partition (p0) set name = ? where id = ?",
        "update users@remote set name = ? where id = ?",
        "update users* set name = ? where id = ?",
        "update users set name = a.name from accounts a where id = ?",
        "update users set name = (select name from accounts where id = ?) where id = ?",
        "update users set (name, mail) = (select a, b from c) where id = ?",
        "update (select * from users) set name = ? where id = ?",
        "delete users where id = ?",
        "delete u from users u where id = ?",
        "delete from users u where id = ?",
        "delete from users using accounts where id = ?",
        "delete from only users where id = ?",
        "delete from users as of timestamp ? where id = ?",
        "select * from users where id = ? for update",
        "with a as (select 1) update users set name = ? where id = ?",
        "with a as (delete from accounts) delete from users where id = ?",
        "explain analyze update users set name = ? where id = ?",
        "insert into users (id, name) values (?, ?)",
        "insert into users (id) values (1) on conflict (id) do update set name = ? where id = ?",
        "insert into users (id) values (1) on duplicate key update name = ?",
        "merge into users using f on id = ? when matched then update set name = ?",
        "replace into users (id) values (?)",
        "truncate users",
        "update users set name = ? where id = ?; update users set name = 'x'",
        "update users set name = 'x'; update users set name = ? where id = ?",
        "update users set name = ? where id = ?;",
        // Rows that become others, or functions that may write any.
        "update users set id = ? where id = ?",
        "update users set name = ?, ID = ? where id = ?",
        "update users set users.id = ? where id = ?",
        "update users set (id, name) = (?, ?) where id = ?",
        "update users set id[1] = ? where id = ?",
        "update users set name = rename(?) where id = ?",
        "update users set name = ? where id = ? returning rename(id)",
        "update users set name = ? where id = ? returning (select 1 from a)",
        "update users set name = ? output inserted.id where id = ?",
        "",
        "where id = ?",
        "update",
      })
  void tellsNothing(String text) {
    assertThat(row(text)).isNull();
  }

  @Test
  @DisplayName("SES-13 what stands behind 64 KiB of a text is not looked at, so nothing is told")
  void givesUpOnLongTexts() {
    String filler = " ".repeat(70_000);
    assertThat(row("update users set name = ? where id = ?" + filler + "or 1 = 1")).isNull();
  }
}

package dev.latchkey.runtime.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.runtime.jdbc.SqlStatement.Effect;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SqlStatementTest {

  @Nested
  class Shape {
    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        quoteCharacter = '\0',
        value = {
          "SELECT  name \t FROM users WHERE id = 42 | SELECT name FROM users WHERE id = ?",
          "select a from t where b = 'it''s' and c=? | select a from t where b = ? and c=?",
          "select a from t where b in (1, 2,3 , 4) | select a from t where b in (?)",
          "select a from t where b IN ($1,$2,$3) | select a from t where b IN (?)",
          "select a from t where b in (select c from d) | select a from t where b in (select c from d)",
          "select a from t where (b,c) in ((1,2),(3,4)) | select a from t where (b,c) in ((?,?))",
          "insert into t (a, b) values (1, 2), (3, 4), (5, 6) | insert into t (a, b) values (?, ?)",
          "select coalesce(a, 1, 2) from t | select coalesce(a, ?, ?) from t",
          "select /* by alice */ a from t -- and bob | select a from t",
          "select a from t /*traceparent='00-4bf9-01'*/ | select a from t",
          "select a from t where b = $1 | select a from t where b = ?",
          "select a from t where b = E'x\\'y' and c = 1 | select a from t where b = ? and c = ?",
          "select $tag$it's$tag$, a from t | select ?, a from t",
          "select `id` from `users` | select `id` from `users`",
          "select u.\"id\" from \"users\" u where u.\"id\"=1 | select u.\"id\" from \"users\" u where u.\"id\"=?",
          "select a from t where b = \"secret\" | select a from t where b = ?",
          "select 1e-5, 0xFF, .5, 1_000 from t | select ?, ?, ?, ? from t",
          "select a from t where b like ? escape '\\' and c = 'x' | select a from t where b like ? escape ? and c = ?",
          "set app.user = alice | set app.user =...",
          "SET search_path TO tenant_7 | SET search_path TO...",
          "alter user alice identified by secret | alter user...",
          "CREATE ROLE alice PASSWORD 'secret' | CREATE ROLE...",
        })
    void holdsNoValue(String text, String shape) {
      assertThat(SqlStatement.of(text).shape()).isEqualTo(shape);
    }

    @Test
    void endsWhereDatabasesReadDifferently() {
      var statement = SqlStatement.of("select a from t where b = 'O\\'Brien' and c = 'secret'");

      assertThat(statement.shape()).isEqualTo("select a from t where b = ?");
      assertThat(statement.effect()).isEqualTo(Effect.LASTING);
    }

    @Test
    void isBounded() {
      var shape = SqlStatement.of("select " + "column_name, ".repeat(1000) + "x from t").shape();

      assertThat(shape).hasSize(2000).endsWith("...");
    }

    @Test
    void ofManyRowsIsThatOfOne() {
      var text = "insert into t (a, b) values " + "(?, ?), ".repeat(3000) + "(?, ?)";

      assertThat(SqlStatement.of(text).shape()).isEqualTo("insert into t (a, b) values (?, ?)");
    }
  }

  @Nested
  class Verb {
    @ParameterizedTest
    @CsvSource({
      "select 1, SELECT",
      "/* x */ Insert into t values (1), INSERT",
      "{ ? = call f(?) }, CALL",
      "(select 1), SELECT",
      "hunter2 select, ''",
      "'', ''",
      "ınsert into t values (1), ''",
    })
    void isTheFirstKnownKeyword(String text, String verb) {
      assertThat(SqlStatement.of(text).verb()).isEqualTo(verb);
    }
  }

  @ParameterizedTest
  @DisplayName("POOL-25 a single statement on rows with harmless functions only is clean")
  @ValueSource(
      strings = {
        "SELECT id, upper(name) FROM users WHERE email = ?",
        "select count(*) from t where a in (1, 2) and b not in (select c from d)",
        "insert into t (a, b) values (?, now())",
        "insert into public.t (a) values (?) on conflict (a) do update set a = excluded.a",
        "insert into \"T\" (a) values (1)",
        "update t set a = coalesce(?, a) where id = $1",
        "delete from t using u where t.id = u.id",
        "with recursive x (n) as (select 1 union all select n + 1 from x) select * from x;",
        "with d as (insert into t (a) values (1) returning a) select a from d",
        "values (1, 2)",
        "select a /* sneaky() */ from t -- ; set role x",
        "select cast(a as varchar(10)), b::numeric(10,2) from t for update",
        "select a from t where b like ? escape '\\' and c like ? escape '\\'",
        "select pg_catalog.lower(a) from t",
        "select row_number() over (partition by a order by b) from t",
        "select data #>> '{a,b}' from t",
        "select 'set_config(1)', '; listen x'",
        "select a from t # a comment\n where b = 1",
      })
  void cleanStatements(String text) {
    assertThat(SqlStatement.of(text).effect()).isEqualTo(Effect.NONE);
  }

  @ParameterizedTest
  @DisplayName("POOL-25 what may change the session is not clean: other verbs, functions, texts")
  @ValueSource(
      strings = {
        "SELECT sneaky()",
        "select a from sneaky (1)",
        "select app.lower(a) from t",
        "select \"lower\"(a) from t",
        "select 1; select 2",
        "select * into temp x from t",
        "with x as (select 1) select * into y from x",
        "select @a := 1",
        "select nextval('s')",
        "(select 1)",
        "{call p(?)}",
        "create temp table x (a int)",
        "set statement_timeout = 5",
        "set names utf8",
        "prepare p as select 1",
        "declare c cursor for select 1",
        "begin",
        "start transaction read only",
        "explain select 1",
        "merge into t using u on (t.a = u.a) when matched then delete",
        "select /*+ hint */ sneaky(1)",
        "select pg_advisory_lock(1)",
        "select set_config('work_mem', '1MB', false)",
        "select pg_catalog.set_config('search_path', ?, true), 1 from t",
        "select a from t where b = ?; ; delete from t",
      })
  void resettableStatements(String text) {
    assertThat(SqlStatement.of(text).effect()).isEqualTo(Effect.RESETTABLE);
  }

  @ParameterizedTest
  @DisplayName("POOL-20 what no reset takes back, or what nobody knows, lasts")
  @ValueSource(
      strings = {
        "SET ROLE admin",
        "set local role admin",
        "SET SESSION AUTHORIZATION bob",
        "set session_authorization = bob",
        "SET app.tenant = '7'",
        "set \"app.tenant\" = '7'",
        "select set_config('app.tenant', '7', false)",
        "select \"set_config\"('app.tenant', '7', false)",
        "select pg_catalog.set_config('a.b', ?, true)",
        "select lower(set_config('a.b', ?, true)) from t",
        "select set_config(?, 'x', false)",
        "select set_config('role', 'admin', false)",
        "select set_config('Session_Authorization', 'bob', false)",
        "select set_config('app' || '.tenant', '7', false)",
        "select set_config('app'\n'.tenant', '7', false)",
        "select set_config(E'app\\x2etenant', '7', false)",
        "select set_config(U&'app\\002etenant', '7', false)",
        "select set_config($$app.tenant$$, '7', false)",
        "select set_config(lower('work_mem'), '7', false)",
        "select set_config('work_mem'",
        "select set_config(/* */'app.tenant', '7', false)",
        "select set_config('work_mem', '1', false), set_config('a.b', '7', false)",
        "select set_config('work_mem', set_config('a.b', '7', false), false)",
        "LISTEN channel",
        "load 'library'",
        "copy t from stdin",
        "attach database 'x' as y",
        "do $$ begin perform 1; end $$",
        "exec sp_setapprole 'x'",
        "execute immediate 'set role x'",
        "alter session set nls_date_format = 'x'",
        "create extension hstore",
        "begin dbms_session.set_role('x'); end;",
        "declare x int; begin null; end;",
        "set password = 'x'",
        "set global x = 1",
        "frobnicate",
        "",
        "-- nothing",
        "select 1; listen x",
        "select 1; set role x",
        "select 'a\\'; set role x; --'",
        "select \"a\\\"; set role x; --\"",
        "/*!50000 set role x */ select 1",
        "select 1 /* /* */ ; set role x; -- */",
        "select 1--1, sneaky()",
        "select a from t # it's\n where b = 'c'",
        "select q'[it's]' from dual",
        "select 'open",
        "select 1 /* open",
        "select $$open",
        "select $$ ', sneaky(), ' $$",
        "call dblink_connect('x')",
      })
  void lastingStatements(String text) {
    assertThat(SqlStatement.of(text).effect()).isEqualTo(Effect.LASTING);
  }

  @Test
  @DisplayName("POOL-25 a text that is too long to be read lasts")
  void longTexts() {
    var text = "insert into t (a) values " + "(1), ".repeat(20_000) + "(1)";

    assertThat(SqlStatement.of(text).effect()).isEqualTo(Effect.LASTING);
  }
}

package dev.latchkey.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class FeedDdlCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    CommandLine line = LatchkeyCommand.commandLine();
    line.setOut(new PrintWriter(out));
    line.setErr(new PrintWriter(err));
    return line.execute(arguments);
  }

  @Test
  @DisplayName("SES-14 the operator gets the statements, with every name quoted")
  void printsStatements() {
    assertThat(run("feed-ddl", "users", "auth.\"User roles\"")).isZero();

    assertThat(out.toString())
        .containsOnlyOnce("CREATE OR REPLACE FUNCTION public.latchkey_change()")
        .contains("TRUNCATE ON \"public\".\"users\"")
        .contains("ALTER TABLE \"auth\".\"User roles\" ENABLE ALWAYS TRIGGER latchkey_change;");
  }

  @Test
  void refusesWhatNamesNoTable() {
    assertThat(run("feed-ddl", "users;drop")).isEqualTo(2);
    assertThat(err.toString()).startsWith("'users;drop' names no table; give users or auth.users");
    assertThat(out.toString()).isEmpty();
    assertThat(run("feed-ddl")).isEqualTo(2);
  }
}

package com.example.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

class OrdersDatabaseTest {
  private static final Path DIRECTORY = Path.of("target", "test-postgres", "database");

  @Test
  void asksTheServiceForItsPassword() throws Exception {
    try (var database = OrdersDatabase.start(DIRECTORY)) {
      assertThatThrownBy(
              () -> DriverManager.getConnection(database.url(), OrdersDatabase.USER, "wrong"))
          .isInstanceOfSatisfying(
              SQLException.class, refusal -> assertThat(refusal.getSQLState()).isEqualTo("28P01"));
    }
    assertThat(DIRECTORY).doesNotExist();
  }

  /** A run that is killed leaves its server and its directory behind. */
  @Test
  void replacesTheServerOfAKilledRun() throws Exception {
    var abandoned = OrdersDatabase.start(DIRECTORY);
    var note = Files.readAllLines(DIRECTORY.resolve("postmaster.pid"));
    var process = ProcessHandle.of(Long.parseLong(note.get(0).strip())).orElseThrow();

    try (var database = OrdersDatabase.start(DIRECTORY)) {
      await().untilAsserted(() -> assertThat(process.isAlive()).isFalse());
      assertThat(database.url()).isNotEqualTo(abandoned.url());
      try (var connection = database.connectAsSuperuser()) {
        assertThat(connection.isValid(5)).isTrue();
      }
    }
  }
}

package dev.latchkey.runtime.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.runtime.time.ManualTicker;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditLogTest {
  private final ManualTicker ticker = new ManualTicker();
  private final List<String> troubles = new ArrayList<>();

  @TempDir private File folder;

  private AuditLog log(long maxBytes) {
    return new AuditLog(new File(folder, "own/audit.jsonl"), maxBytes, ticker, troubles::add);
  }

  private static void add(AuditLog log, String reason) {
    log.add("api", "127.0.0.1", "PATCH /api/v1/phases/jwt", "jwt off", "jwt on", reason, "200");
  }

  @Test
  void survivesARestartAndGoesOnCounting() {
    AuditLog before = log(1 << 20);
    before.start();
    add(before, "ticket 1");
    add(before, "ticket 2");
    before.flush();

    AuditLog after = log(1 << 20);
    add(after, "before the file was read");
    after.start();
    add(after, "ticket 3");

    assertThat(after.after(0)).extracting(AuditEntry::id).containsExactly(1L, 2L, 3L, 4L);
    assertThat(after.after(0).get(1))
        .isEqualTo(
            new AuditEntry(
                2,
                ticker.now(),
                "api",
                "127.0.0.1",
                "PATCH /api/v1/phases/jwt",
                "jwt off",
                "jwt on",
                "ticket 2",
                "200"));
    assertThat(after.after(2))
        .extracting(AuditEntry::reason)
        .containsExactly("before the file was read", "ticket 3");
    assertThat(troubles).isEmpty();
  }

  @Test
  @DisplayName("H-5 the audit is for its user alone")
  void isPrivate() throws IOException {
    AuditLog log = log(1 << 20);
    add(log, "");
    log.start();

    File file = new File(folder, "own/audit.jsonl");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.toPath())))
        .isEqualTo("rw-------");
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(file.getParentFile().toPath())))
        .isEqualTo("rwx------");
  }

  @Test
  void isBoundedOnTheDiskAndInMemory() {
    AuditLog log = log(2_000);
    log.start();
    for (int i = 0; i < 2_000; i++) {
      add(log, "number " + i);
      log.flush();
    }

    File[] files = new File(folder, "own").listFiles();
    assertThat(files).hasSize(AuditFile.KEPT);
    assertThat(files).allMatch(file -> file.length() < 3_000);
    assertThat(log.after(0)).hasSize(1_000);
    AuditLog next = log(2_000);
    next.start();
    assertThat(next.after(0)).last().extracting(AuditEntry::reason).isEqualTo("number 1999");
  }

  @Test
  @DisplayName(
      "I-3 a disk that fails is told once, and what was not written is when it works again")
  void diskFails() throws IOException {
    File blocked = new File(folder, "own");
    Files.createFile(blocked.toPath());
    AuditLog log = log(1 << 20);
    log.start();
    add(log, "first");
    log.flush();
    log.flush();
    assertThat(troubles).singleElement().asString().contains("audit.jsonl", "cannot be written");
    assertThat(log.after(0)).hasSize(1);

    Files.delete(blocked.toPath());
    log.flush();
    AuditLog next = log(1 << 20);
    next.start();
    assertThat(next.after(0)).extracting(AuditEntry::reason).containsExactly("first");
  }

  @Test
  void aLineThatWasCutIsLeftOut() throws IOException {
    AuditLog log = log(1 << 20);
    log.start();
    add(log, "whole");
    log.flush();
    File file = new File(folder, "own/audit.jsonl");
    Files.writeString(file.toPath(), Files.readString(file.toPath()) + "{\"id\":2,\"at\":\"20");

    AuditLog next = log(1 << 20);
    next.start();

    assertThat(next.after(0)).extracting(AuditEntry::reason).containsExactly("whole");
  }

  @Test
  @DisplayName("H-1 a reason is one line of bounded length, so that no entry can be forged with it")
  void isALine() {
    AuditLog log = log(1 << 20);
    add(log, "first\n{\"id\":9}\u2028" + "x".repeat(5_000));

    assertThat(log.after(0).get(0).reason()).startsWith("first {\"id\":9} x").hasSize(2_000);
  }
}

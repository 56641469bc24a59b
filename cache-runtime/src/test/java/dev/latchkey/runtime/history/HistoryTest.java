package dev.latchkey.runtime.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.runtime.metrics.SeriesSchema;
import dev.latchkey.runtime.metrics.Span;
import dev.latchkey.runtime.metrics.SpanCodec;
import dev.latchkey.runtime.time.ManualTicker;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryTest {
  private static final Duration MONTH = Duration.ofDays(30);

  @TempDir private Path home;

  private final List<String> troubles = new ArrayList<>();
  private final List<History> opened = new ArrayList<>();
  private final ManualTicker ticker =
      new ManualTicker(0, System.currentTimeMillis() / 600_000 * 600_000);
  private final MeasuredApp app = new MeasuredApp(ticker);

  @AfterEach
  void close() {
    opened.forEach(History::close);
  }

  private History open() {
    return open(home.resolve("history/history-app"));
  }

  private History open(Path base) {
    var history = new History(new Shelves(base.toFile(), 0), () -> MONTH, ticker, troubles::add);
    history.open();
    opened.add(history);
    return history;
  }

  private long now() {
    return ticker.wallMillis() / 1000;
  }

  private void run(History history, int seconds, double... millis) {
    for (int i = 0; i < seconds; i++) {
      Span span = app.second(millis);
      history.add(now() - 1, span);
      history.drain();
    }
  }

  private static double value(Span span, String series) {
    List<String> ids = SeriesSchema.infos().stream().map(each -> each.id()).toList();
    return span.values()[ids.indexOf(series)];
  }

  @Test
  void percentilesOfManySecondsAreThoseOfAllOperationsInThem() {
    History history = open();
    double[] slow = new double[100];
    Arrays.fill(slow, 1);
    Arrays.fill(slow, 90, 100, 8);
    long from = now();
    for (int i = 0; i < 600; i++) {
      // One second in sixty is slow: its own median says nothing of the whole.
      run(history, 1, i % 60 == 0 ? slow : new double[] {1, 1});
    }
    run(history, 10, 1);

    for (Tier tier : List.of(Tier.SECOND, Tier.TEN_SECONDS, Tier.MINUTE, Tier.TEN_MINUTES)) {
      Span all = history.steps(tier, from, from + 600, 600).get(0).span();
      assertThat(all.operations()).as("%s", tier).isEqualTo(10 * 100 + 590 * 2);
      assertThat(value(all, "auth.p50")).as("%s", tier).isBetween(0.96, 1.04);
      assertThat(value(all, "auth.p95")).as("%s", tier).isBetween(0.96, 1.04);
      assertThat(value(all, "auth.p99")).as("%s", tier).isBetween(7.7, 8.3);
      assertThat(value(all, "auth.rate")).as("%s", tier).isBetween(3.5, 3.8);
    }
  }

  @Test
  void anotherProcessGoesOnWhereTheLastOneEnded() {
    History first = open();
    long from = now();
    run(first, 303, 2);
    first.close();

    History second = open();
    run(second, 307, -4);

    assertThat(history(second, Tier.SECOND, from)).isEqualTo(610);
    run(second, 10, 1);
    assertThat(history(second, Tier.TEN_SECONDS, from)).isBetween(610L, 620L);
    Span tenMinutes = second.steps(Tier.TEN_MINUTES, from - 600, from + 600, 600).get(0).span();
    assertThat(tenMinutes.operations()).as("each operation once").isEqualTo(600);
    assertThat(tenMinutes.failures()).isEqualTo(297);
    assertThat(troubles).isEmpty();
  }

  private static long history(History history, Tier tier, long from) {
    return history.points(tier, from, from + 10_000).stream()
        .mapToLong(point -> point.span().operations())
        .sum();
  }

  @Test
  void whatIsKeptNowIsOnTheDiskWhenTheCallReturns() throws IOException {
    var history = new History(home.resolve("now/app").toFile(), () -> MONTH, ticker, troubles::add);
    opened.add(history);
    history.start();
    history.keep("later", new byte[] {1});
    history.keepNow("now", new byte[] {2});
    history.keep("much later", new byte[] {3});

    // As a process leaves it that is killed now.
    try (Stream<Path> files = Files.list(home.resolve("now"))) {
      Files.createDirectory(home.resolve("left"));
      for (Path file : files.toList()) {
        Files.copy(file, home.resolve("left").resolve(file.getFileName()));
      }
    }
    History after = open(home.resolve("left/app"));
    assertThat(after.kept("now")).contains(new byte[] {2});
    assertThat(after.kept("much later")).isEmpty();
  }

  @Test
  void whatADiskThatHangsLeavesOutIsCountedAndToldOnce() {
    History history = open();
    for (int i = 0; i < 650; i++) {
      history.add(now(), app.second(1));
    }
    assertThat(history.lost()).isEqualTo(50);
    assertThat(troubles)
        .singleElement()
        .asString()
        .contains("history.dir does not answer", "latchkey_history_lost_total");

    history.drain();
    run(history, 2, 1);
    assertThat(history.lost()).isEqualTo(50);
    assertThat(troubles).hasSize(2).last().asString().contains("again", "50 ");
  }

  @Test
  void whatIsTooOldForATierIsFoundInTheNext() {
    History history = open();
    long from = now();
    run(history, 10, 1);
    ticker.advance(Duration.ofHours(2));
    run(history, 20, 1);

    assertThat(history.points(Tier.SECOND, from, from + 10)).isEmpty();
    assertThat(history.tierFor(from)).isEqualTo(Tier.TEN_SECONDS);
    assertThat(history(history, Tier.TEN_SECONDS, from)).isPositive();
    ticker.advance(Duration.ofDays(31));
    run(history, 20, 1);
    assertThat(history.points(Tier.TEN_MINUTES, from - 600, from + 600)).isEmpty();
  }

  @Test
  void jvmsSideBySideHaveAFileEach() {
    History one = open();
    History other = open();
    long from = now();
    run(one, 12, 1, 1);
    run(other, 12, 5);

    assertThat(history(one, Tier.SECOND, from)).isEqualTo(24);
    assertThat(history(other, Tier.SECOND, from)).isEqualTo(12);
    assertThat(files()).containsExactly("history-app-0.mv", "history-app-1.mv");
    assertThat(troubles).isEmpty();
  }

  private List<String> files() {
    try (Stream<Path> files = Files.list(home.resolve("history"))) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void filesAreForTheUserAlone() throws IOException {
    open();
    Path folder = home.resolve("history");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
        .isEqualTo("rwx------");
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(folder.resolve("history-app-0.mv"))))
        .isEqualTo("rw-------");
  }

  @Test
  void aDamagedFileIsPutAsideAndToldOnce() throws IOException {
    Files.createDirectories(home.resolve("history"));
    byte[] foreign =
        "this is somebody's shopping list, and no history\n"
            .repeat(500)
            .getBytes(StandardCharsets.UTF_8);
    Files.write(home.resolve("history/history-app-0.mv"), foreign);

    History history = open();
    run(history, 12, 1);

    assertThat(troubles).hasSize(1);
    assertThat(troubles.get(0)).contains("put aside as history-app-0.mv.damaged");
    assertThat(Files.readAllBytes(home.resolve("history/history-app-0.mv.damaged")))
        .isEqualTo(foreign);
    assertThat(history.isOnDisk()).isTrue();
  }

  @Test
  void damageAnywhereInAFileIsNoFailure() throws IOException {
    History before = open();
    run(before, 60, app.times(20, 3));
    before.close();
    Path file = home.resolve("history/history-app-0.mv");
    byte[] sound = Files.readAllBytes(file);
    var random = new Random(5);
    for (int round = 0; round < 40; round++) {
      byte[] bytes = sound.clone();
      for (int i = 0; i < 200; i++) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      Files.write(
          file, round % 2 == 0 ? bytes : Arrays.copyOf(sound, random.nextInt(sound.length)));
      History after = open();
      long from = now();
      run(after, 11, 1);
      assertThat(history(after, Tier.SECOND, from)).as("round %d", round).isEqualTo(11);
      after.close();
    }
  }

  @Test
  void withoutAFolderHistoryIsInMemoryAndSaysHowToMendIt() throws IOException {
    Files.writeString(home.resolve("file"), "");
    History history = open(home.resolve("file/history-app"));
    long from = now();
    run(history, 30, 1);

    assertThat(history.isOnDisk()).isFalse();
    assertThat(history(history, Tier.SECOND, from)).isEqualTo(30);
    assertThat(troubles).hasSize(1);
    assertThat(troubles.get(0)).contains("in memory alone", "history.dir");
  }

  @Test
  void aFolderThatCanBeUsedLaterTakesUpWhatWasInMemory() throws IOException {
    Path blocked = Files.writeString(home.resolve("history"), "");
    History history = open();
    long from = now();
    run(history, 30, 1);
    Files.delete(blocked);
    run(history, 600, 1);
    assertThat(history.isOnDisk()).isTrue();
    history.close();

    assertThat(history(open(), Tier.SECOND, from)).isEqualTo(630);
  }

  @Test
  void filesOfJvmsThatAreNoMoreGoWhenTheirTimeIsOver() throws IOException {
    open().close();
    Path gone = home.resolve("history/history-other-3.mv");
    Path recent = home.resolve("history/history-other-4.mv");
    Path foreign = home.resolve("history/rollouts-app.json");
    for (Path each : List.of(gone, recent, foreign)) {
      Files.write(each, new byte[10]);
    }
    Instant now = Instant.ofEpochMilli(ticker.wallMillis());
    Files.setLastModifiedTime(gone, FileTime.from(now.minus(MONTH).minusSeconds(5)));
    Files.setLastModifiedTime(recent, FileTime.from(now.minus(MONTH).plusSeconds(60)));
    Files.setLastModifiedTime(foreign, FileTime.from(now.minus(Duration.ofDays(300))));

    open();

    assertThat(gone).doesNotExist();
    assertThat(recent).exists();
    assertThat(foreign).exists();
  }

  @Test
  void textsAreKeptOverRestarts() {
    History first = open();
    first.keep("alerts", new byte[] {1});
    first.keep("alerts", new byte[] {2, 3});
    first.drain();
    first.close();
    assertThat(open().kept("alerts").orElseThrow()).containsExactly(2, 3);
  }

  @Test
  void aBusyMonthTakesLessThanFiftyMegabytes() throws IOException {
    History history = open();
    Span[] busy = new Span[8];
    for (int i = 0; i < busy.length; i++) {
      busy[i] = app.second(app.times(10_000, 2 + i));
    }
    long end = now() + MONTH.toSeconds();
    for (Tier tier : List.of(Tier.TEN_MINUTES, Tier.MINUTE, Tier.TEN_SECONDS, Tier.SECOND)) {
      long begin = end - history.kept(tier).toSeconds();
      Tier finer = tier == Tier.SECOND ? tier : Tier.values()[tier.ordinal() - 1];
      long until = tier == Tier.SECOND ? end : end - history.kept(finer).toSeconds();
      for (long at = begin; at < until; at += tier.stepSeconds()) {
        history.add(at, busy[(int) (at / tier.stepSeconds() % busy.length)]);
        history.drain();
        ticker.advance(Duration.ofSeconds(tier.stepSeconds()));
      }
    }
    assertThat(history.points(Tier.TEN_MINUTES, 0, end)).hasSizeBetween(4_300, 4_321);
    assertThat(history.points(Tier.SECOND, 0, end)).hasSizeBetween(3_590, 3_610);
    File file = home.resolve("history/history-app-0.mv").toFile();
    System.out.printf(Locale.ROOT, "a busy month: %.1f MB%n", file.length() / 1e6);
    assertThat(file.length()).isBetween(1_000_000L, 50_000_000L);
  }

  @Test
  void bytesThatAreNoPointAreNoFailure() {
    var random = new Random(11);
    byte[] sound = SpanCodec.encode(app.second(app.times(50, 3)));
    for (int round = 0; round < 20_000; round++) {
      byte[] bytes = round % 2 == 0 ? new byte[random.nextInt(60)] : sound.clone();
      if (round % 2 == 0) {
        random.nextBytes(bytes);
      } else {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      SpanCodec.decode(bytes).ifPresent(Span::values);
    }
  }
}

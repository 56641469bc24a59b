package dev.latchkey.runtime.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.DoubleStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogReader;
import org.junit.jupiter.api.Test;

class ComparingTest {
  private static final Instant AT = Instant.parse("2026-11-27T12:00:00Z");
  private static final Judging.Limits LIMITS = new Judging.Limits(Double.NaN, Double.NaN, 0.1);

  private static Repetition repetition(double millis) {
    return new Repetition(
        1000, 0, 100, millis, millis, millis, millis, millis, millis, 0.1, Double.NaN, Double.NaN);
  }

  private static BenchResult result(
      Map<String, String> environment, double rate, double... millis) {
    ScenarioResult warm =
        new ScenarioResult(
            "warm",
            "complete",
            List.of("a <script> note"),
            rate,
            10,
            DoubleStream.of(millis).mapToObj(ComparingTest::repetition).toList(),
            List.of(new Point(0, 1), new Point(0.5, millis[0]), new Point(1, 900)),
            Map.of("good", Map.of("200", 1000L)),
            Map.of("extra", 1.5));
    return BenchResult.begun("run", AT, environment).with(warm).ended("");
  }

  private static BenchResult result(double... millis) {
    return result(Map.of("java", "17"), 100, millis);
  }

  private static BenchResult judged(BenchResult before, BenchResult after) {
    return Judging.judge(after, LIMITS, Optional.of(before));
  }

  @Test
  void seesAGainThatTheNoiseCannotExplain() {
    BenchResult judged = judged(result(10, 10.2, 9.9), result(5, 5.1, 4.9));
    assertThat(judged.comparisons()).hasSize(4);
    Comparison mean = judged.comparisons().get(0);
    assertThat(mean.verdict()).isEqualTo("better");
    assertThat(mean.ratio()).isCloseTo(0.5, within(0.01));
    assertThat(mean.low()).isLessThan(0.5);
    assertThat(mean.high()).isBetween(0.5, 0.55);
    assertThat(judged.gates()).allMatch(each -> each.verdict().equals("pass"));
  }

  @Test
  void seesALoss() {
    BenchResult judged = judged(result(10, 10.2, 9.9), result(15, 15.2, 14.8));
    assertThat(judged.comparisons()).allMatch(each -> each.verdict().equals("worse"));
    assertThat(judged.gates()).allMatch(Gate::failed);
  }

  @Test
  void saysSoWhenNoiseHidesWhatHappened() {
    BenchResult judged = judged(result(10, 30, 5), result(12, 40, 6));
    assertThat(judged.comparisons()).allMatch(each -> each.verdict().equals("unclear"));
    assertThat(judged.gates()).allMatch(each -> each.verdict().equals("not-enough-data"));
    assertThat(judged(result(10), result(20)).gates()).noneMatch(Gate::failed);
  }

  @Test
  void refusesAVerdictBetweenDifferentConditions() {
    BenchResult before = result(Map.of("java", "17", "heap", "512 MB"), 100, 10, 10, 10);
    BenchResult after = result(Map.of("java", "25", "latchkey", "2"), 150, 5, 5, 5);
    BenchResult judged = judged(before, after);
    assertThat(judged.gates()).hasSize(1);
    assertThat(judged.gates().get(0).verdict()).isEqualTo("not-enough-data");
    assertThat(judged.gates().get(0).text())
        .contains(
            "java differs (17 against 25)",
            "heap differs (512 MB against unknown)",
            "the load of warm differs (100/s against 150/s)")
        .doesNotContain("latchkey");
    assertThat(judged.comparisons()).allMatch(each -> each.verdict().equals("unclear"));
  }

  /** 95 of 100 intervals hold the true ratio; a wrong t or degree of freedom shows at once. */
  @Test
  void intervalsHoldTheTruthAsOftenAsTheySay() {
    Random random = new Random(7);
    int unpaired = 0;
    int paired = 0;
    int rounds = 4000;
    for (int i = 0; i < rounds; i++) {
      double[] drift = random.doubles(4).map(each -> 3 * each).toArray();
      List<Double> x = draw(random, 4, 0, drift);
      List<Double> y = draw(random, 4, Math.log(0.7), drift);
      paired += holds(Interval.paired(x, y));
      unpaired += holds(Interval.unpaired(draw(random, 5, 0), draw(random, 4, Math.log(0.7))));
    }
    assertThat(paired / (double) rounds).isBetween(0.935, 0.965);
    assertThat(unpaired / (double) rounds).isBetween(0.935, 0.985);
  }

  private static int holds(Interval interval) {
    return interval.low() <= 0.7 && interval.high() >= 0.7 ? 1 : 0;
  }

  private static List<Double> draw(Random random, int count, double level, double... drift) {
    Double[] values = new Double[count];
    for (int i = 0; i < count; i++) {
      double shared = drift.length > i ? drift[i] : 0;
      values[i] = Math.exp(level + shared + 0.2 * random.nextGaussian());
    }
    return List.of(values);
  }

  @Test
  void aResultOutlivesItsFile() throws IOException {
    BenchResult result = result(10, 11);
    BenchResult read = ResultJson.read(ResultJson.write(result));
    assertThat(read).isEqualTo(result);
    assertThat(read.capacityPerSecond()).isNaN();
    assertThat(new String(ResultJson.write(result), StandardCharsets.UTF_8))
        .contains("\"cpuMillis\":null", "\"at\":\"2026-11-27T12:00:00Z\"");
    for (String wrong : List.of("", "[]", "{}", "null", "{\"schema\":\"latchkey.bench/2\"}")) {
      assertThatThrownBy(() -> ResultJson.read(wrong.getBytes(StandardCharsets.UTF_8)))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("no result of a benchmark");
    }
  }

  @Test
  void reportsAreWellFormedAndHoldNoMarkupOfOthers() throws Exception {
    BenchResult judged = judged(result(10, 10.2, 9.9), result(15, 15.2, 14.8));
    String html = HtmlReport.of(judged);
    assertThat(html)
        .contains("<svg", "warm mean", "a &lt;script&gt; note", "stroke-dasharray")
        .doesNotContain("<script", "http:", "https:", "NaN");
    String markdown = MarkdownReport.of(judged);
    assertThat(markdown).contains("| warm mean | 10.0 ms | 15.0 ms | +50.0 % |", "**fail**");
    assertThat(markdown).doesNotContain("<script>");
    var xml =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(
                new ByteArrayInputStream(JUnitReport.of(judged).getBytes(StandardCharsets.UTF_8)))
            .getDocumentElement();
    assertThat(xml.getAttribute("tests")).isEqualTo("5");
    assertThat(xml.getAttribute("failures")).isEqualTo("4");
    assertThat(xml.getElementsByTagName("failure").getLength()).isEqualTo(4);
  }

  @Test
  void secondsCanBeReadByEveryToolForHdrHistograms() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (HdrLog log = new HdrLog(bytes)) {
      for (int i = 0; i < 3; i++) {
        Histogram second = LoadResult.newHistogram();
        second.recordValue(1_000_000L * (i + 1));
        log.add("warm", AT.toEpochMilli() + 1000L * i, second);
      }
    }
    HistogramLogReader reader =
        new HistogramLogReader(new ByteArrayInputStream(bytes.toByteArray()));
    Histogram sum = LoadResult.newHistogram();
    int count = 0;
    while (reader.hasNext()) {
      var next = reader.nextIntervalHistogram();
      assertThat(next.getTag()).isEqualTo("warm");
      assertThat(next.getStartTimeStamp()).isEqualTo(AT.toEpochMilli() + 1000L * count);
      sum.add((Histogram) next);
      count++;
    }
    assertThat(count).isEqualTo(3);
    assertThat(sum.getMaxValue()).isGreaterThanOrEqualTo(3_000_000L);
  }

  @Test
  void aFullDiskIsToldAndNotSwallowed() throws IOException {
    OutputStream full =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("No space left on device");
          }
        };
    HdrLog log = new HdrLog(full);
    assertThatThrownBy(() -> log.add("warm", 0, LoadResult.newHistogram()))
        .isInstanceOf(IOException.class);
  }

  @Test
  void driftIsSeenThroughOutliers() {
    Random random = new Random(3);
    List<Double> rising =
        DoubleStream.iterate(0, i -> i + 1)
            .limit(600)
            .map(i -> 100 + i * 100.0 / 3600 + random.nextGaussian() + (i % 50 == 0 ? 5000 : 0))
            .boxed()
            .toList();
    assertThat(Slope.ratioPerHour(rising)).isBetween(0.7, 1.1);
    assertThat(Slope.ratioPerHour(List.of(1.0, 2.0))).isNaN();
  }

  @Test
  void usersComeAsOftenAsWasAskedFor() {
    Map<TokenKind, List<Request>> requests = new HashMap<>();
    requests.put(
        TokenKind.GOOD,
        java.util.stream.IntStream.range(0, 100)
            .mapToObj(i -> new Request(new byte[] {(byte) i}, TokenKind.GOOD))
            .toList());
    requests.put(TokenKind.EXPIRED, List.of(new Request(new byte[1], TokenKind.EXPIRED)));
    int[] zipf = counts(requests, Reuse.ZIPF);
    // The harmonic number of 100 is 5.19, so that the first of 100 comes in 19.3 % of all calls.
    assertThat(zipf[0]).isBetween(1800, 2050);
    assertThat(zipf[1]).isBetween(850, 1080);
    assertThat(counts(requests, Reuse.UNIFORM)[0]).isBetween(60, 140);
    assertThat(counts(requests, Reuse.ONCE)).containsOnly(100);
    Population mixed = new Population(() -> requests, Reuse.UNIFORM, 100, Population.ERROR_MIX, 1);
    long expired = 0;
    for (int i = 0; i < 10_000; i++) {
      expired += mixed.next().kind() == TokenKind.EXPIRED ? 1 : 0;
    }
    assertThat(expired).isBetween(900L, 1100L);
  }

  private static int[] counts(Map<TokenKind, List<Request>> requests, Reuse reuse) {
    Population population = new Population(() -> requests, reuse, 100, Map.of(), 1);
    int[] counts = new int[100];
    for (int i = 0; i < 10_000; i++) {
      counts[population.next().bytes()[0]]++;
    }
    return counts;
  }

  @Test
  void spoilsTokensAsAnAttackerWould() {
    String token =
        part("{\"alg\":\"RS256\",\"kid\":\"k1\"}") + "." + part("{\"exp\":1764244800}") + ".c2lnbg";
    assertThat(Jwts.expiresAt(token)).contains(Instant.parse("2025-11-27T12:00:00Z"));
    assertThat(Jwts.expiresAt("opaque")).isEmpty();
    assertThat(Jwts.expiresAt("a.b.c")).isEmpty();
    String tampered = Jwts.tampered(token);
    assertThat(tampered).isNotEqualTo(token).hasSameSizeAs(token);
    assertThat(tampered.substring(0, tampered.lastIndexOf('.')))
        .isEqualTo(token.substring(0, token.lastIndexOf('.')));
    String unknown = Jwts.ofUnknownKey(token, 3).orElseThrow();
    assertThat(
            new String(
                Base64.getUrlDecoder().decode(unknown.split("\\.")[0]), StandardCharsets.UTF_8))
        .contains("latchkey-bench-3")
        .doesNotContain("k1");
    assertThat(Jwts.ofUnknownKey("opaque", 3)).isEmpty();
  }

  private static String part(String json) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(json.getBytes(StandardCharsets.UTF_8));
  }
}

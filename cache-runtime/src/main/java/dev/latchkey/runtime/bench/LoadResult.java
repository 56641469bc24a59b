package dev.latchkey.runtime.bench;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * What came of one load; times in nanoseconds from when each request was due. Confined to the
 * thread of the load while it runs, and to be read by one thread afterwards.
 */
public final class LoadResult {
  /** Requests time out long before. */
  private static final long LONGEST_NANOS = 600_000_000_000L;

  private static final int DIGITS = 3;

  private final Map<TokenKind, Histogram> latencies = new EnumMap<>(TokenKind.class);
  private final Map<TokenKind, Map<String, Long>> answers = new EnumMap<>(TokenKind.class);
  private final Histogram lag = newHistogram();
  private final List<Double> secondMeans = new ArrayList<>();
  private Histogram second = newHistogram();
  private long sent;
  private double seconds;
  private double sentPerSecond;
  private long inFlightAtMost;
  private @Nullable String stopped;

  static Histogram newHistogram() {
    return new Histogram(1_000, LONGEST_NANOS, DIGITS);
  }

  void answered(TokenKind kind, int status, long nanos) {
    count(kind, String.valueOf(status));
    record(kind, nanos);
  }

  void failed(TokenKind kind, String how, long nanos) {
    count(kind, how);
    record(kind, nanos);
  }

  private void record(TokenKind kind, long nanos) {
    long value = Math.min(LONGEST_NANOS, Math.max(0, nanos));
    latencies.computeIfAbsent(kind, none -> newHistogram()).recordValue(value);
    if (kind == TokenKind.GOOD) {
      second.recordValue(value);
    }
  }

  private void count(TokenKind kind, String answer) {
    answers.computeIfAbsent(kind, none -> new TreeMap<>()).merge(answer, 1L, Long::sum);
  }

  void lag(long nanos) {
    lag.recordValue(Math.min(LONGEST_NANOS, Math.max(0, nanos)));
  }

  /** Returns what was answered since the last call. */
  Histogram takeSecond() {
    Histogram taken = second;
    secondMeans.add(taken.getTotalCount() == 0 ? Double.NaN : taken.getMean());
    second = newHistogram();
    return taken;
  }

  void ended(
      long requestsSent, long inFlight, long elapsedNanos, double rate, @Nullable String why) {
    sent = requestsSent;
    inFlightAtMost = inFlight;
    seconds = elapsedNanos / 1e9;
    sentPerSecond = rate;
    stopped = why;
  }

  /** Returns how long requests with tokens of a kind took, whatever they were answered. */
  public Histogram latency(TokenKind kind) {
    Histogram known = latencies.get(kind);
    return known == null ? newHistogram() : known;
  }

  /** Returns how requests with tokens of a kind were answered: status or failure, and how often. */
  public Map<String, Long> answers(TokenKind kind) {
    return answers.getOrDefault(kind, Map.of());
  }

  /** Returns how late the driver itself was, of requests that no connection held up. */
  public Histogram lag() {
    return lag;
  }

  /** Returns the mean of each second, in nanoseconds. */
  public List<Double> secondMeans() {
    return List.copyOf(secondMeans);
  }

  /** Returns how many requests were sent. */
  public long sent() {
    return sent;
  }

  /** Returns how long it took, to the last answer. */
  public double seconds() {
    return seconds;
  }

  /** Returns at which rate requests really went out. */
  public double sentPerSecond() {
    return sentPerSecond;
  }

  /** Returns how many requests waited for their answer at once, at most. */
  public long inFlightAtMost() {
    return inFlightAtMost;
  }

  /** Returns why it ended before its time; null when it did not. */
  public @Nullable String stopped() {
    return stopped;
  }

  /** Returns how many requests with good tokens got another answer than 2xx, or none. */
  public long errors() {
    return answers(TokenKind.GOOD).entrySet().stream()
        .filter(each -> !each.getKey().startsWith("2"))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  /** Returns the share of {@link #errors()} in all requests with good tokens, 0 to 1. */
  public double errorRatio() {
    long all = latency(TokenKind.GOOD).getTotalCount();
    return all == 0 ? 0 : (double) errors() / all;
  }

  /** Returns how many requests with bad tokens were answered 2xx. */
  public long wronglyAccepted() {
    return answers.entrySet().stream()
        .filter(each -> each.getKey() != TokenKind.GOOD)
        .flatMap(each -> each.getValue().entrySet().stream())
        .filter(each -> each.getKey().startsWith("2"))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  /** Returns the answer that good tokens got most often among those that are not 2xx. */
  public String usualError() {
    return answers(TokenKind.GOOD).entrySet().stream()
        .filter(each -> !each.getKey().startsWith("2"))
        .max(Map.Entry.comparingByValue())
        .map(Map.Entry::getKey)
        .orElse("none");
  }
}

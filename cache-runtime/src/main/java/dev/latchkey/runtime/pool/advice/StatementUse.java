package dev.latchkey.runtime.pool.advice;

/**
 * What a statement costs an application.
 *
 * @param shape the statement without its values
 * @param calls how often it ran
 * @param totalNanos how long it ran in all
 * @param p95Nanos 95th percentile of its time
 * @param mostInOneOperation how often it ran in the operation that ran it most
 * @param callSite the application's method that runs it; empty when that is not known
 */
public record StatementUse(
    String shape,
    long calls,
    long totalNanos,
    long p95Nanos,
    long mostInOneOperation,
    String callSite) {

  double meanNanos() {
    return calls == 0 ? 0 : (double) totalNanos / calls;
  }
}

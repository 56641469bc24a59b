package dev.latchkey.demo;

/**
 * What a load met with. Immutable.
 *
 * @param requests how many were sent
 * @param errors how many of them had no answer or a wrong one
 * @param ratePerSecond how many were answered each second, errors included
 * @param latency from the time a request was due to its answer
 */
record LoadResult(int requests, int errors, double ratePerSecond, Latency latency) {}

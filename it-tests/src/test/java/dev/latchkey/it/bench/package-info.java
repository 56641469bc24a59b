/**
 * What woven calls cost, measured with JMH in JVMs that run the real agent; {@code ./mvnw -Pjmh}
 * runs it. Begin at {@code Benchmarks}.
 */
package dev.latchkey.it.bench;

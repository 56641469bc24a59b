package dev.latchkey.demo;

/** Times in milliseconds. Immutable. */
record Latency(double mean, double p50, double p95, double p99) {}

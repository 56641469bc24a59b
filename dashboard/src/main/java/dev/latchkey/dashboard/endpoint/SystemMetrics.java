package dev.latchkey.dashboard.endpoint;

import dev.latchkey.runtime.metrics.AgentCost;
import dev.latchkey.runtime.metrics.SystemSummary;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.SummarySnapshot;
import io.prometheus.metrics.model.snapshots.SummarySnapshot.SummaryDataPointSnapshot;
import java.util.ArrayList;
import java.util.List;

/**
 * The JVM, its process, its host, and what the agent takes of them, for Prometheus. What cannot be
 * told here is left out. Stateless.
 */
final class SystemMetrics {
  private final List<MetricSnapshot> all = new ArrayList<>();

  private SystemMetrics() {}

  static List<MetricSnapshot> of(SystemSummary system, AgentCost agent) {
    var metrics = new SystemMetrics();
    metrics.process(system);
    metrics.jvm(system);
    metrics.agent(agent);
    return metrics.all;
  }

  private void process(SystemSummary system) {
    var totals = system.totals();
    counter("latchkey_process_cpu_seconds", "CPU time of the process.", totals.processCpuSeconds());
    gauge(
        "latchkey_process_cpu_ratio",
        "Share of all cores that the process used in the last second.",
        system.processCpuRatio());
    gauge(
        "latchkey_system_cpu_ratio",
        "Share of all cores that the machine used in the last second.",
        system.systemCpuRatio());
    gauge("latchkey_process_open_files", "Open file descriptors.", system.openFiles());
    gauge("latchkey_process_max_files", "File descriptors allowed.", system.maxFiles());
    counter(
        "latchkey_host_network_receive_bytes",
        "Bytes that the host's network devices received, the loopback left out.",
        totals.networkReceivedBytes());
    counter(
        "latchkey_host_network_transmit_bytes",
        "Bytes that the host's network devices sent, the loopback left out.",
        totals.networkSentBytes());
  }

  private void jvm(SystemSummary system) {
    var totals = system.totals();
    gauge("latchkey_jvm_heap_used_bytes", "Heap in use.", system.heapUsedBytes());
    gauge("latchkey_jvm_heap_max_bytes", "Heap allowed.", system.heapMaxBytes());
    gauge(
        "latchkey_jvm_heap_after_gc_bytes",
        "Heap in use right after the last collection of each pool.",
        system.heapAfterGcBytes());
    counter("latchkey_jvm_gc_pauses", "Collections that paused the JVM.", totals.gcPauses());
    counter("latchkey_jvm_gc_pause_seconds", "Time of these pauses.", totals.gcPauseSeconds());
    gauge("latchkey_jvm_threads", "Live threads.", system.threads());
  }

  private void agent(AgentCost agent) {
    counter(
        "latchkey_agent_cpu_seconds", "CPU time of the agent's own threads.", agent.cpuSeconds());
    gauge(
        "latchkey_agent_heap_bytes",
        "Estimated size of what the agent measures, the contents of caches left out.",
        agent.heapBytes());
    if (agent.sampledCalls() > 0) {
      all.add(
          SummarySnapshot.builder()
              .name("latchkey_agent_call_seconds")
              .help("What the agent takes of a woven call, from a sample of the calls.")
              .dataPoint(
                  SummaryDataPointSnapshot.builder()
                      .count(agent.sampledCalls())
                      .sum(agent.nanosPerCall() * agent.sampledCalls() / 1e9)
                      .build())
              .build());
    }
  }

  private void counter(String name, String help, double value) {
    if (!Double.isNaN(value)) {
      all.add(
          MetricsSnapshots.counter(
              name, help, List.of(MetricsSnapshots.point(value, Labels.EMPTY))));
    }
  }

  private void gauge(String name, String help, double value) {
    if (!Double.isNaN(value)) {
      all.add(
          MetricsSnapshots.gauge(name, help, List.of(MetricsSnapshots.value(value, Labels.EMPTY))));
    }
  }
}

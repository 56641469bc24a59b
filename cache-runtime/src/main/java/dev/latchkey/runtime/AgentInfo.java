package dev.latchkey.runtime;

import java.time.Instant;

/**
 * Which JVM this is. Immutable.
 *
 * @param version version of Latchkey
 * @param pid process id of the application
 * @param application main class or jar of the application, without its arguments, which may hold
 *     secrets
 * @param jvm vendor's name and version of the JVM
 * @param startedAt when the agent started
 */
public record AgentInfo(
    String version, long pid, String application, String jvm, Instant startedAt) {}

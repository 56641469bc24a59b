package dev.latchkey.dashboard.server;

import dev.latchkey.runtime.AgentInfo;
import dev.latchkey.runtime.LatchkeyRuntime;

/**
 * What the admin server shows and changes. Immutable.
 *
 * @param info which JVM this is
 * @param runtime the features at work
 * @param token who may change them
 */
public record AdminServices(AgentInfo info, LatchkeyRuntime runtime, AdminToken token) {}

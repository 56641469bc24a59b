/** The start of the agent inside its own class loader; begin at {@code AgentStart}. */
@NullMarked
package dev.latchkey.agent.start;

import org.jspecify.annotations.NullMarked;

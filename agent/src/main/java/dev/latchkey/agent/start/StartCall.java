package dev.latchkey.agent.start;

import java.lang.instrument.Instrumentation;
import java.util.function.Predicate;

/**
 * What the entry class makes and calls: given the agent's options, the JVM's instrumentation and
 * whether the application runs already, it starts the agent or takes the running one out, and
 * returns whether this one stays in the JVM. Stateless.
 */
public final class StartCall implements Predicate<Object[]> {
  /** Starts nothing yet. */
  public StartCall() {}

  @Override
  public boolean test(Object[] given) {
    return AgentStart.start((String) given[0], (Instrumentation) given[1], (boolean) given[2]);
  }
}

package dev.latchkey.it.bench;

import java.security.PublicKey;

/**
 * What the benchmarks call: methods that do next to nothing, so that what is measured is what
 * weaving adds to them. {@link AgentSetup} says which of them are targets.
 */
public class Workload {
  private boolean valid = true;
  private long lookups;

  /** Is never a target. */
  public boolean bare(String algorithm, PublicKey key, byte[] input, String signature) {
    return valid;
  }

  /** Is timed as a part of something else. */
  public boolean segment(String algorithm, PublicKey key, byte[] input, String signature) {
    return valid;
  }

  /** Is timed, and is an auth operation of its own. */
  public boolean operation(String algorithm, PublicKey key, byte[] input, String signature) {
    return valid;
  }

  /** Is an auth operation whose signature check may be remembered. */
  public boolean verify(String algorithm, PublicKey key, byte[] input, String signature) {
    return valid;
  }

  /** Is an auth operation whose whole answer may be kept. */
  public String validate(String token) {
    return valid ? "alice" : "nobody";
  }

  /** Looks up a user that nobody can change. */
  public Object findIdentity(String name) {
    lookups++;
    return new CopyBenchmark.Identity(7, name, "alice@example.org");
  }

  /** Looks up a user of ten fields that can be changed. */
  public Object findUser(String name) {
    lookups++;
    return new CopyBenchmark.User();
  }

  /** Returns how many lookups ran. */
  public long lookups() {
    return lookups;
  }

  /** Is a target that fails in the agent's hands until the agent leaves it alone. */
  public boolean leftAlone(String algorithm, PublicKey key, byte[] input, String signature) {
    return valid;
  }
}

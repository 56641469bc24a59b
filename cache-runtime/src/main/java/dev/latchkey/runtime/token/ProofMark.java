package dev.latchkey.runtime.token;

/**
 * What was known of keys when the making of an answer began. Immutable.
 *
 * @param keySets the generation of all key sets
 * @param clears how often all validations had been dropped
 */
public record ProofMark(long keySets, long clears) {}

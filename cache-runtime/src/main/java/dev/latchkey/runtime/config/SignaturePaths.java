package dev.latchkey.runtime.config;

/**
 * Where a signature check finds its four parts. Immutable.
 *
 * @param algorithm the algorithm's name, such as RS256 or SHA256withRSA
 * @param key the public key
 * @param input the bytes or text that were signed
 * @param value the signature
 */
public record SignaturePaths(KeyPath algorithm, KeyPath key, KeyPath input, KeyPath value) {}

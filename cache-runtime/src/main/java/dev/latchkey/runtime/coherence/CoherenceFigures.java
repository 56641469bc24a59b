package dev.latchkey.runtime.coherence;

/**
 * What fell with something else since the start. Immutable.
 *
 * @param keysGone keys that left a key set
 * @param tokensWithKeys kept validations that fell with their key
 * @param usersWithKeys kept lookups and whole answers that fell with the key of their token
 * @param tokensWithUsers kept validations that fell with their subject
 * @param usersWithTokens kept lookups and whole answers that fell with a token, login or subject
 * @param violations whole answers that were found to differ from the application's own
 */
public record CoherenceFigures(
    long keysGone,
    long tokensWithKeys,
    long usersWithKeys,
    long tokensWithUsers,
    long usersWithTokens,
    long violations) {}

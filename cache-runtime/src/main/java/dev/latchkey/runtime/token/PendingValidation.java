package dev.latchkey.runtime.token;

import dev.latchkey.runtime.store.Fingerprint;
import dev.latchkey.runtime.store.LoadMark;

/**
 * A validation that the application has begun: what the world was like by then. Immutable.
 *
 * @param keySets the generation of all key sets
 */
public record PendingValidation(Fingerprint key, LoadMark mark, long keySets) {}

package dev.latchkey.runtime.pool;

import dev.latchkey.runtime.store.Fingerprint;

/**
 * What two calls must have in common to share a connection, and the coarser groups that the rules
 * speak of. All are digests under a key of this process: no part can be read or guessed from them.
 *
 * @param whole everything: safety rules POOL-8 and D-1
 * @param principal address and user
 * @param address the address without its parameters
 * @param server the part of the address that names the server
 * @param password the password alone
 */
record PoolKey(
    Fingerprint whole,
    Fingerprint principal,
    Fingerprint address,
    Fingerprint server,
    Fingerprint password) {}

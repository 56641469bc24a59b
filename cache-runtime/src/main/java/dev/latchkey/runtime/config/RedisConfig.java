package dev.latchkey.runtime.config;

import java.io.File;

/**
 * The shared store. Immutable.
 *
 * @param uri may hold a password
 * @param keyFile the key that entries are encrypted with
 */
public record RedisConfig(Secret uri, File keyFile) {}

package dev.latchkey.runtime.redis;

/**
 * How values are written. Entries of another format are not seen: after a change of the
 * application's classes everything is a miss. Immutable.
 *
 * @param codec what writes and reads them
 * @param version of the codec
 * @param classes a digest of the structure of the classes that values consist of
 */
public record SharedFormat(String codec, int version, String classes) {}

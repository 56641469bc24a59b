package dev.latchkey.runtime.bench;

/**
 * One request as it goes over the wire. Never printed: it holds a token.
 *
 * @param bytes head and body
 */
@SuppressWarnings("ArrayRecordComponent") // shared by all sends, changed by none
public record Request(byte[] bytes, TokenKind kind) {
  @Override
  public String toString() {
    return "request with a token that is " + kind.id();
  }
}

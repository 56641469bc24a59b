package dev.latchkey.demo;

/** The demonstration cannot go on; the message tells the user why and what to do about it. */
final class DemoException extends RuntimeException {

  DemoException(String message) {
    super(message);
  }

  DemoException(String message, Throwable cause) {
    super(message, cause);
  }
}

package dev.latchkey.runtime.bench;

import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Finds where a response ends and what its status is; the body is passed over (RFC 9112 sections 4
 * to 7). Takes bytes in pieces of any size. Confined to one thread.
 */
final class ResponseParser {
  private static final int LONGEST_LINE = 16 * 1024;

  private enum State {
    STATUS,
    HEADER,
    BODY,
    CHUNK_SIZE,
    CHUNK,
    CHUNK_END,
    TRAILER,
    TO_THE_END,
    DONE
  }

  private final byte[] line = new byte[LONGEST_LINE];
  private int length;
  private State state = State.STATUS;
  private int status;
  private long left;
  private boolean chunked;
  private boolean closes;
  private boolean bodyless;

  /**
   * Begins with a new response.
   *
   * @param head whether the request was HEAD, which has no body
   */
  void begin(boolean head) {
    state = State.STATUS;
    length = 0;
    left = -1;
    chunked = false;
    closes = false;
    bodyless = head;
  }

  /** Returns whether anything of the response has come. */
  boolean hasBegun() {
    return state != State.STATUS || length > 0;
  }

  /** Returns the status code of the response that was read. */
  int status() {
    return status;
  }

  /** Returns whether the connection is of no use afterwards. */
  boolean closes() {
    return closes;
  }

  /** Tells that the connection ended; returns whether the response is whole all the same. */
  boolean end() {
    closes = true;
    return state == State.TO_THE_END;
  }

  /**
   * Takes what came.
   *
   * @return whether the response is whole
   * @throws ProtocolException when it is no HTTP/1 response
   */
  boolean take(ByteBuffer in) throws ProtocolException {
    while (in.hasRemaining() && state != State.DONE) {
      switch (state) {
        case BODY, CHUNK -> skip(in);
        case TO_THE_END -> in.position(in.limit());
        default -> {
          if (readLine(in)) {
            onLine();
          }
        }
      }
    }
    if (state == State.DONE && in.hasRemaining()) {
      throw new ProtocolException("more bytes than one response");
    }
    return state == State.DONE;
  }

  private void skip(ByteBuffer in) {
    int step = (int) Math.min(left, in.remaining());
    in.position(in.position() + step);
    left -= step;
    if (left == 0) {
      state = state == State.BODY ? State.DONE : State.CHUNK_END;
    }
  }

  private boolean readLine(ByteBuffer in) throws ProtocolException {
    while (in.hasRemaining()) {
      byte next = in.get();
      if (next == '\n') {
        if (length > 0 && line[length - 1] == '\r') {
          length--;
        }
        return true;
      }
      if (length == LONGEST_LINE) {
        throw new ProtocolException("a line of more than " + LONGEST_LINE + " bytes");
      }
      line[length++] = next;
    }
    return false;
  }

  private void onLine() throws ProtocolException {
    int end = length;
    length = 0;
    switch (state) {
      case STATUS -> onStatus(end);
      case HEADER -> {
        if (end == 0) {
          onHeadEnd();
        } else {
          onHeader(end);
        }
      }
      case CHUNK_SIZE -> {
        left = chunkSize(end);
        state = left == 0 ? State.TRAILER : State.CHUNK;
      }
      case CHUNK_END -> state = State.CHUNK_SIZE;
      default -> {
        if (end == 0) {
          state = State.DONE;
        }
      }
    }
  }

  private void onStatus(int end) throws ProtocolException {
    boolean isHttp =
        end >= 12
            && line[0] == 'H'
            && line[1] == 'T'
            && line[2] == 'T'
            && line[3] == 'P'
            && line[8] == ' ';
    status = isHttp ? (line[9] - '0') * 100 + (line[10] - '0') * 10 + line[11] - '0' : 0;
    if (status < 100 || status > 599) {
      throw new ProtocolException("the answer is no HTTP/1 response");
    }
    closes = line[7] == '0';
    state = State.HEADER;
  }

  /** Three headers matter; the others are told apart by their length and first letter alone. */
  private void onHeader(int end) throws ProtocolException {
    int first = line[0] | 0x20;
    if (first != 'c' && first != 't') {
      return;
    }
    String text = new String(line, 0, end, StandardCharsets.ISO_8859_1);
    int colon = text.indexOf(':');
    String name = colon < 0 ? "" : text.substring(0, colon).toLowerCase(Locale.ROOT);
    String value = text.substring(colon + 1).strip();
    switch (name) {
      case "content-length" -> left = number(value, 10);
      case "transfer-encoding" -> chunked = value.toLowerCase(Locale.ROOT).endsWith("chunked");
      case "connection" -> closes = closes ? !value.equalsIgnoreCase("keep-alive") : isClose(value);
      default -> {
        // Of no consequence for where the response ends.
      }
    }
  }

  private static boolean isClose(String value) {
    return value.toLowerCase(Locale.ROOT).contains("close");
  }

  private void onHeadEnd() {
    if (status < 200) {
      // An interim response such as 103; the real one follows.
      state = State.STATUS;
    } else if (bodyless || status == 204 || status == 304 || (left == 0 && !chunked)) {
      state = State.DONE;
    } else if (chunked) {
      state = State.CHUNK_SIZE;
    } else if (left > 0) {
      state = State.BODY;
    } else {
      closes = true;
      state = State.TO_THE_END;
    }
  }

  private long chunkSize(int end) throws ProtocolException {
    String text = new String(line, 0, end, StandardCharsets.ISO_8859_1);
    int extension = text.indexOf(';');
    return number((extension < 0 ? text : text.substring(0, extension)).strip(), 16);
  }

  private static long number(String text, int radix) throws ProtocolException {
    try {
      long value = Long.parseLong(text, radix);
      if (value >= 0) {
        return value;
      }
    } catch (NumberFormatException wrong) {
      // Told below.
    }
    throw new ProtocolException("a length in the response is no number");
  }
}

package dev.latchkey.runtime.redis;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Writes and reads the messages between processes: {@code sender (16) | number (8) | server's
 * milliseconds (8) | kind (1) | length of the subject (4) | subject | body}, sealed. Thread-safe.
 */
final class BusMessages {
  private static final int SENDER_BYTES = 16;
  private static final int HEAD_BYTES = SENDER_BYTES + 8 + 8 + 1 + 4;
  private static final long OLDEST_MILLIS = 30_000;
  private static final int MOST_SENDERS = 1_024;

  /** What a message says. */
  enum Kind {
    BEAT,
    INVALIDATE,
    FLUSH,
    OTHER
  }

  /** A message of another process. */
  @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
  record Message(Kind kind, byte[] subject, byte[] body) {}

  private final Envelope envelope;
  private final Names names;
  private final ServerClock clock;
  private final ByteBuffer sender = ByteBuffer.allocate(SENDER_BYTES);
  private final AtomicLong numbers = new AtomicLong();

  /** The last number of each sender: an older one was heard already. */
  @GuardedBy("this")
  private final Map<ByteBuffer, Long> heard =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<ByteBuffer, Long> eldest) {
          return size() > MOST_SENDERS;
        }
      };

  BusMessages(Envelope envelope, Names names, ServerClock clock) {
    this.envelope = envelope;
    this.names = names;
    this.clock = clock;
    new SecureRandom().nextBytes(sender.array());
  }

  /** Returns a sealed message; nothing while the server's time is not known. */
  Optional<byte[]> write(Kind kind, byte[] subject, byte[] body) {
    OptionalLong now = clock.now();
    if (now.isEmpty()) {
      return Optional.empty();
    }
    ByteBuffer text = ByteBuffer.allocate(HEAD_BYTES + subject.length + body.length);
    text.put(sender.array()).putLong(numbers.incrementAndGet()).putLong(now.getAsLong());
    text.put((byte) kind.ordinal()).putInt(subject.length).put(subject).put(body);
    return envelope.seal(text.array(), names.busBinding());
  }

  /** Returns a message of another process; nothing for others, old and forged ones. */
  Optional<Message> read(byte[] sealed) {
    if (sealed.length > HEAD_BYTES + Envelope.OVERHEAD + 2 * Bus.MOST_BYTES) {
      return Optional.empty();
    }
    return envelope.open(sealed, names.busBinding()).flatMap(this::parsed);
  }

  private Optional<Message> parsed(byte[] text) {
    try {
      ByteBuffer buffer = ByteBuffer.wrap(text);
      byte[] from = new byte[SENDER_BYTES];
      buffer.get(from);
      if (!isNew(ByteBuffer.wrap(from), buffer.getLong(), buffer.getLong())) {
        return Optional.empty();
      }
      Kind kind = Kind.values()[buffer.get()];
      byte[] subject = new byte[buffer.getInt()];
      buffer.get(subject);
      byte[] body = new byte[buffer.remaining()];
      buffer.get(body);
      return Optional.of(new Message(kind, subject, body));
    } catch (BufferUnderflowException | IndexOutOfBoundsException | NegativeArraySizeException of) {
      return Optional.empty();
    }
  }

  private synchronized boolean isNew(ByteBuffer from, long number, long sentAt) {
    OptionalLong now = clock.now();
    if (from.equals(sender)
        || now.isEmpty()
        || Math.abs(now.getAsLong() - sentAt) > OLDEST_MILLIS
        || heard.getOrDefault(from, 0L) >= number) {
      return false;
    }
    heard.put(from, number);
    return true;
  }
}

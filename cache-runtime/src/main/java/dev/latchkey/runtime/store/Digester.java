package dev.latchkey.runtime.store;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.NoSuchProviderException;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * A SHA-256 with a buffer for the many small fields. Making one costs as much as digesting a short
 * token, so they are used again: {@link #take} and {@link #finish} move them out of and into a few
 * places that threads are spread over. A place holds one or none and is emptied by an atomic
 * exchange, so that no two threads ever have the same; whoever finds his place empty makes a new
 * one. No thread-locals, which would tie application threads to our classes, and no lock.
 *
 * <p>Confined to the thread that took it. One that is never finished is simply lost.
 */
final class Digester {
  private static final MessageDigest PROTOTYPE = provided();
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final int BUFFER = 256;

  // Places stand a cache line apart.
  private static final int PLACES = 64;
  private static final int APART = 16;
  private static final AtomicReferenceArray<@Nullable Digester> KEPT =
      new AtomicReferenceArray<>(PLACES * APART);

  private final MessageDigest digest = fresh();
  private final byte[] buffer = new byte[BUFFER];
  private int filled;
  private int mostFilled;

  private Digester() {}

  /** Returns one that has digested nothing. */
  static Digester take() {
    Digester kept = KEPT.getAndSet(place(), null);
    return kept == null ? new Digester() : kept;
  }

  /** Returns the fingerprint of everything added; this digester must not be used again. */
  Fingerprint finish() {
    flush();
    try {
      digest.digest(buffer, 0, Fingerprint.BYTES);
    } catch (DigestException e) {
      throw new IllegalStateException("the buffer is shorter than a digest", e);
    }
    Fingerprint made = new Fingerprint(buffer);
    // Neither of the two may keep the end of a token.
    Arrays.fill(buffer, 0, Math.max(Fingerprint.BYTES, mostFilled), (byte) 0);
    mostFilled = 0;
    digest.reset();
    KEPT.setRelease(place(), this);
    return made;
  }

  void add(char tag, int number) {
    room(1 + Integer.BYTES);
    buffer[filled++] = (byte) tag;
    buffer[filled++] = (byte) (number >>> 24);
    buffer[filled++] = (byte) (number >>> 16);
    buffer[filled++] = (byte) (number >>> 8);
    buffer[filled++] = (byte) number;
  }

  void add(char tag, long number) {
    room(1 + Long.BYTES);
    buffer[filled++] = (byte) tag;
    add(number);
  }

  void add(long number) {
    room(Long.BYTES);
    LONGS.set(buffer, filled, number);
    filled += Long.BYTES;
  }

  void add(byte[] bytes) {
    if (bytes.length > BUFFER - filled) {
      flush();
    }
    if (bytes.length > BUFFER) {
      digest.update(bytes);
    } else {
      System.arraycopy(bytes, 0, buffer, filled, bytes.length);
      filled += bytes.length;
    }
  }

  private void room(int bytes) {
    if (bytes > BUFFER - filled) {
      flush();
    }
  }

  private void flush() {
    digest.update(buffer, 0, filled);
    mostFilled = Math.max(mostFilled, filled);
    filled = 0;
  }

  private static int place() {
    return ((int) Thread.currentThread().getId() & (PLACES - 1)) * APART;
  }

  private static MessageDigest fresh() {
    try {
      return (MessageDigest) PROTOTYPE.clone();
    } catch (CloneNotSupportedException e) {
      return provided();
    }
  }

  /**
   * Asks the JDK's own provider first: one that the application installed would be held by a static
   * field of ours, and its class loader with it.
   */
  private static MessageDigest provided() {
    try {
      return MessageDigest.getInstance("SHA-256", "SUN");
    } catch (NoSuchProviderException | NoSuchAlgorithmException e) {
      return anyProvided();
    }
  }

  private static MessageDigest anyProvided() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this JVM has no SHA-256, which Java SE requires", e);
    }
  }
}

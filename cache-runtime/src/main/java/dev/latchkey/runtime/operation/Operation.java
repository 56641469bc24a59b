package dev.latchkey.runtime.operation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What runs on one thread between the outermost woven call and its end: the open segments, and what
 * the handlers noted about the auth operation among them. Confined to the thread that opened it.
 *
 * <p>An auth operation is the run of one segment, its <em>root</em>, with all that ran inside. The
 * root need not be the outermost segment, and several roots may follow each other inside one that
 * does not count. Opening a root below another segment begins with clean figures and notes.
 */
public final class Operation implements Runnable {
  /** Number of {@linkplain #attachment slots} for data of handlers. */
  public static final int ATTACHMENTS = 8;

  /** Number of different key ids that are kept. */
  public static final int MAX_KIDS = 8;

  static final int MAX_DEPTH = 16;

  /** The index that no segment has. */
  static final int NONE = -1;

  private static final Layer[] LAYERS = Layer.values();

  // A segment is three longs: most operations fit in the first array, and a deep one grows it.
  private static final int WIDTH = 3;
  private static final int START = 0;
  private static final int CHILDREN = 1;
  private static final int IDENTITY = 2;
  private static final int FIRST_CAPACITY = 4;

  private final AtomicLong sequences;
  private final ThreadLocal<@Nullable Operation> running;
  private final long[] selfNanos = new long[LAYERS.length];
  private long[] segments = new long[FIRST_CAPACITY * WIDTH];
  private int depth;
  private int root = NONE;

  private long sequence;
  private long subject;
  private int treatedBits;
  private int controlBits;
  private boolean tokenSeen;
  private @Nullable List<String> kids;
  private @Nullable Object @Nullable [] attachments;

  /**
   * Creates an operation without a segment.
   *
   * @param sequences where the number of this operation comes from, once it is asked for
   * @param running where the thread keeps this operation
   */
  Operation(AtomicLong sequences, ThreadLocal<@Nullable Operation> running) {
    this.sequences = sequences;
    this.running = running;
  }

  /**
   * Gives the operation up, on its own thread, when nobody is there any more to close its segments:
   * a thread that kept it would keep the whole agent after a detach.
   */
  @Override
  public void run() {
    running.remove();
    abandon();
  }

  /** Returns the nanoseconds spent in {@code layer} itself, nested layers left out. */
  public long selfNanos(Layer layer) {
    return selfNanos[layer.ordinal()];
  }

  /** Returns whether an enabled phase treated this operation. */
  public boolean treated() {
    return treatedBits != 0;
  }

  /** Returns whether the phase with this bit treated this operation. */
  public boolean treated(int phaseBit) {
    return (treatedBits & phaseBit) != 0;
  }

  /** Returns whether the phase with this bit left this operation to the control side. */
  public boolean control(int phaseBit) {
    return (controlBits & phaseBit) != 0;
  }

  /** Notes that the phase with this bit treated this operation. */
  public void markTreated(int phaseBit) {
    treatedBits |= phaseBit;
  }

  /** Notes that the phase with this bit left this operation to the control side. */
  public void markControl(int phaseBit) {
    controlBits |= phaseBit;
  }

  /** Returns a hash of whom the operation is about; 0 as long as that is unknown. */
  public long subject() {
    return subject;
  }

  /** Notes a hash of whom the operation is about; 0 for unknown. */
  public void subject(long hash) {
    subject = hash;
  }

  /**
   * Returns a number that no other operation of this tracker has, from 1 on, the same at every
   * call: what a decision draws from when there is no subject. Numbers follow each other, so the
   * caller mixes the bits.
   */
  public long sequence() {
    // Taken when asked for: an operation whose subject is known never touches the shared counter.
    if (sequence == 0) {
      sequence = sequences.incrementAndGet();
    }
    return sequence;
  }

  /** Returns whether a whole token was seen in this operation. */
  public boolean tokenSeen() {
    return tokenSeen;
  }

  /** Notes that a whole token was seen in this operation. */
  public void markTokenSeen() {
    tokenSeen = true;
  }

  /** Notes the key id of a token; null, kept as the empty string, for a token that names no key. */
  public void addKid(@Nullable String kid) {
    String known = kid == null ? "" : kid;
    if (kids == null) {
      kids = new ArrayList<>(2);
    }
    if (kids.size() < MAX_KIDS && !kids.contains(known)) {
      kids.add(known);
    }
  }

  /**
   * Returns the first {@value #MAX_KIDS} different key ids that were noted, as a read-only view.
   */
  public List<String> kids() {
    return kids == null ? List.of() : Collections.unmodifiableList(kids);
  }

  /**
   * Returns what a handler left in {@code slot}, or null.
   *
   * @param slot 0 to {@value #ATTACHMENTS} - 1
   */
  public @Nullable Object attachment(int slot) {
    return attachments == null ? null : attachments[slot];
  }

  /**
   * Leaves data of a handler in {@code slot} until the operation ends. Never an object of the
   * application.
   *
   * @param slot 0 to {@value #ATTACHMENTS} - 1
   */
  public void attach(int slot, @Nullable Object data) {
    if (attachments == null) {
      attachments = new @Nullable Object[ATTACHMENTS];
    }
    attachments[slot] = data;
  }

  /**
   * Returns an operation with the notes of this one and without a segment, for what goes on after
   * this one ended, on whatever thread.
   */
  public Operation detached() {
    Operation later = new Operation(sequences, running);
    later.sequence = sequence;
    later.subject = subject;
    later.treatedBits = treatedBits;
    later.controlBits = controlBits;
    later.tokenSeen = tokenSeen;
    later.kids = kids == null ? null : new ArrayList<>(kids);
    later.attachments = attachments == null ? null : attachments.clone();
    return later;
  }

  /** Returns the number of open segments. */
  int depth() {
    return depth;
  }

  /** Returns the index of the segment that is the running auth operation, or {@link #NONE}. */
  int root() {
    return root;
  }

  /** Returns the index of the open segment of {@code group}, or {@link #NONE}. */
  int indexOf(int group) {
    for (int index = depth - 1; index >= 0; index--) {
      if (group(index) == group) {
        return index;
      }
    }
    return NONE;
  }

  /** Returns the nanoseconds since the outermost segment was opened. */
  long ageNanos(long now) {
    return now - segments[START];
  }

  /** Opens a segment on top; there must be room for it. */
  void open(Layer layer, int group, long now) {
    int at = depth * WIDTH;
    if (at == segments.length) {
      segments = Arrays.copyOf(segments, 2 * segments.length);
    }
    segments[at + START] = now;
    segments[at + CHILDREN] = 0;
    segments[at + IDENTITY] = ((long) group << Integer.SIZE) | layer.ordinal();
    depth++;
  }

  /** Makes the top segment the root of an auth operation that knows nothing of what was before. */
  void openRoot() {
    root = depth - 1;
    if (root > 0) {
      forget();
    }
  }

  /** Ends the running auth operation; its figures and notes stay until the next one begins. */
  void closeRoot() {
    root = NONE;
  }

  /**
   * Closes the segment at {@code index} and all above it, whose own exits were lost, and returns
   * the nanoseconds that it was open.
   */
  long close(int index, long now) {
    long elapsed = 0;
    while (depth > index) {
      elapsed = closeTop(now);
    }
    return elapsed;
  }

  /** Makes every exit of this operation that may still come find nothing to close. */
  void abandon() {
    depth = 0;
    root = NONE;
  }

  private long closeTop(long now) {
    depth--;
    int at = depth * WIDTH;
    long elapsed = Math.max(0, now - segments[at + START]);
    selfNanos[layerOrdinal(depth)] += Math.max(0, elapsed - segments[at + CHILDREN]);
    if (depth > 0) {
      segments[at - WIDTH + CHILDREN] += elapsed;
    }
    return elapsed;
  }

  private int group(int index) {
    return (int) (segments[index * WIDTH + IDENTITY] >> Integer.SIZE);
  }

  private int layerOrdinal(int index) {
    return (int) segments[index * WIDTH + IDENTITY];
  }

  private void forget() {
    Arrays.fill(selfNanos, 0);
    sequence = 0;
    subject = 0;
    treatedBits = 0;
    controlBits = 0;
    tokenSeen = false;
    kids = null;
    attachments = null;
  }
}

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
  public static final int ATTACHMENTS = 7;

  /** Number of different key ids that are kept. */
  public static final int MAX_KIDS = 8;

  static final int MAX_DEPTH = 16;

  /** The depth for groups of the agent's own, whose numbers are negative. */
  static final int MAX_OWN_DEPTH = MAX_DEPTH + 4;

  /** The index that no segment has. */
  static final byte NONE = -1;

  private static final Layer[] LAYERS = Layer.values();
  private static final int OTHER = Layer.OTHER.ordinal();

  // What the figures are: the time of each layer itself, notes, then the segments of three longs
  // each. Most operations fit in the first array, and a deep one grows it.
  private static final int SEQUENCE = LAYERS.length;
  private static final int SUBJECT = SEQUENCE + 1;
  private static final int TOKEN_SEEN = SUBJECT + 1;
  private static final int CPU = TOKEN_SEEN + 1;
  private static final int SEGMENTS = CPU + 1;
  private static final int WIDTH = 3;
  private static final int START = 0;
  private static final int CHILDREN = 1;
  private static final int IDENTITY = 2;
  private static final int FIRST_CAPACITY = 4;

  /** The slots of the thread that this operation runs on. */
  private final @Nullable Object[] thread;

  private long[] figures = new long[SEGMENTS + FIRST_CAPACITY * WIDTH];

  private byte depth;
  private byte root = NONE;
  private byte treatedBits;
  private byte controlBits;
  private boolean keysRefused;
  private boolean hasNotes;
  private @Nullable FailureKind failure;

  private @Nullable List<String> kids;
  private @Nullable Object firstAttachment;
  private @Nullable Object secondAttachment;
  private @Nullable Object thirdAttachment;
  private @Nullable Object fourthAttachment;
  private @Nullable Object fifthAttachment;
  private @Nullable Object sixthAttachment;
  private @Nullable Object seventhAttachment;

  /**
   * Creates an operation without a segment.
   *
   * @param thread the slots of its thread, among them where the number of this operation comes
   *     from, once it is asked for
   */
  Operation(@Nullable Object[] thread) {
    this.thread = thread;
  }

  /** Begins anew, without a segment, after the {@link #end}. */
  void restart() {
    depth = 0;
    root = NONE;
    forget();
  }

  /**
   * Leaves its thread, unless another operation runs there since. It may be asked for its figures
   * until the thread's next operation begins.
   */
  void end() {
    if (thread[OperationTracker.RUNNING] == this) {
      thread[OperationTracker.RUNNING] = null;
    }
  }

  /**
   * Gives the operation up, on its own thread, when nobody is there any more to close its segments:
   * a thread that kept it would keep the whole agent after a detach.
   */
  @Override
  public void run() {
    thread[OperationTracker.RUNNING] = null;
    abandon();
  }

  /** Returns whether an auth operation runs now, and not only a call that is timed by itself. */
  public boolean isAuth() {
    return root != NONE;
  }

  /**
   * Returns the nanoseconds spent in {@code layer} itself, nested layers left out; of an auth
   * operation only.
   */
  public long selfNanos(Layer layer) {
    return figures[layer.ordinal()];
  }

  /**
   * Returns the CPU time that the auth operation took on its thread, once it is finished; 0 where
   * it was not read, as it is of a sample only.
   */
  public long cpuNanos() {
    return figures[CPU];
  }

  /** Notes the thread's CPU time at the begin of the auth operation. */
  void beginCpu(long nanos) {
    figures[CPU] = nanos;
  }

  /** Notes the thread's CPU time at its end. */
  void endCpu(long nanos) {
    figures[CPU] = Math.max(0, nanos - figures[CPU]);
  }

  /** Returns why the operation failed; {@link FailureKind#OTHER} unless somebody said. */
  public FailureKind failure() {
    FailureKind known = failure;
    return known == null ? FailureKind.OTHER : known;
  }

  /**
   * Notes by what the segment of {@code group} fails, if it is the running auth operation; to be
   * called before its exit.
   */
  public void fails(int group, Throwable thrown) {
    if (root != NONE && group(root) == group) {
      failure = FailureKind.of(thrown);
    }
  }

  /** Returns the bits of the phases that treated this operation. */
  public int treatedBits() {
    return treatedBits;
  }

  /** Returns the bits of the phases that left this operation to the control side. */
  public int controlBits() {
    return controlBits;
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
    treatedBits = (byte) (treatedBits | phaseBit);
  }

  /** Notes that the phase with this bit left this operation to the control side. */
  public void markControl(int phaseBit) {
    controlBits = (byte) (controlBits | phaseBit);
  }

  /** Returns a hash of whom the operation is about; 0 as long as that is unknown. */
  public long subject() {
    return figures[SUBJECT];
  }

  /** Notes a hash of whom the operation is about; 0 for unknown. */
  public void subject(long hash) {
    figures[SUBJECT] = hash;
  }

  /**
   * Returns a number that no other operation of this tracker has, from 1 on, the same at every
   * call: what a decision draws from when there is no subject. Numbers follow each other, so the
   * caller mixes the bits.
   */
  public long sequence() {
    // Taken when asked for: an operation whose subject is known never touches the shared counter.
    if (figures[SEQUENCE] == 0
        && thread[OperationTracker.SEQUENCES] instanceof AtomicLong sequences) {
      figures[SEQUENCE] = sequences.incrementAndGet();
    }
    return figures[SEQUENCE];
  }

  /** Returns whether a whole token was seen in this operation. */
  public boolean tokenSeen() {
    return figures[TOKEN_SEEN] != 0;
  }

  /** Notes that a whole token was seen in this operation. */
  public void markTokenSeen() {
    figures[TOKEN_SEEN] = 1;
  }

  /** Returns whether what is fetched now must be newer than what the application has. */
  public boolean keysRefused() {
    return keysRefused;
  }

  /** Notes whether what is fetched from now on must be newer than what the application has. */
  public void keysRefused(boolean refused) {
    keysRefused = refused;
  }

  /** Notes the key id of a token; null, kept as the empty string, for a token that names no key. */
  public void addKid(@Nullable String kid) {
    hasNotes = true;
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
    return switch (slot) {
      case 0 -> firstAttachment;
      case 1 -> secondAttachment;
      case 2 -> thirdAttachment;
      case 3 -> fourthAttachment;
      case 4 -> fifthAttachment;
      case 5 -> sixthAttachment;
      case 6 -> seventhAttachment;
      default -> throw new IndexOutOfBoundsException(slot);
    };
  }

  /**
   * Leaves data of a handler in {@code slot} until the operation ends. Never an object of the
   * application.
   *
   * @param slot 0 to {@value #ATTACHMENTS} - 1
   */
  public void attach(int slot, @Nullable Object data) {
    hasNotes = true;
    switch (slot) {
      case 0 -> firstAttachment = data;
      case 1 -> secondAttachment = data;
      case 2 -> thirdAttachment = data;
      case 3 -> fourthAttachment = data;
      case 4 -> fifthAttachment = data;
      case 5 -> sixthAttachment = data;
      case 6 -> seventhAttachment = data;
      default -> throw new IndexOutOfBoundsException(slot);
    }
  }

  /**
   * Returns an operation with the notes of this one and without a segment, for what goes on after
   * this one ended, on whatever thread.
   */
  public Operation detached() {
    @Nullable Object[] slots = new @Nullable Object[OperationTracker.SLOTS];
    slots[OperationTracker.SEQUENCES] = thread[OperationTracker.SEQUENCES];
    Operation later = new Operation(slots);
    System.arraycopy(figures, SEQUENCE, later.figures, SEQUENCE, SEGMENTS + START + 1 - SEQUENCE);
    later.treatedBits = treatedBits;
    later.controlBits = controlBits;
    later.keysRefused = keysRefused;
    later.hasNotes = hasNotes;
    later.kids = kids == null ? null : new ArrayList<>(kids);
    later.firstAttachment = firstAttachment;
    later.secondAttachment = secondAttachment;
    later.thirdAttachment = thirdAttachment;
    later.fourthAttachment = fourthAttachment;
    later.fifthAttachment = fifthAttachment;
    later.sixthAttachment = sixthAttachment;
    later.seventhAttachment = seventhAttachment;
    return later;
  }

  /** Runs on its own slots from now on, with one segment. */
  void resume(Layer layer, int group, long now, boolean counts) {
    open(layer, group, now);
    if (counts) {
      openRoot();
    }
    thread[OperationTracker.RUNNING] = this;
  }

  @Nullable Object[] thread() {
    return thread;
  }

  /** Returns whether a segment of {@code group} is open. */
  public boolean isOpen(int group) {
    return indexOf(group) != NONE;
  }

  /**
   * Returns when the open segment of {@code group} began, by the tracker's clock.
   *
   * @throws IllegalStateException when no such segment is open
   */
  public long begunNanos(int group) {
    int index = indexOf(group);
    if (index == NONE) {
      throw new IllegalStateException("no such segment is open");
    }
    return figures[SEGMENTS + index * WIDTH + START];
  }

  /**
   * Returns the group of the running auth operation.
   *
   * @param otherwise what to return when none runs
   */
  public int rootGroup(int otherwise) {
    return root == NONE ? otherwise : group(root);
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

  /** Returns whether a segment of {@code layer} is open. */
  public boolean isInside(Layer layer) {
    for (int index = depth - 1; index >= 0; index--) {
      if (layerOrdinal(index) == layer.ordinal()) {
        return true;
      }
    }
    return false;
  }

  /** Returns when the outermost segment was opened, by the tracker's clock. */
  public long startNanos() {
    return figures[SEGMENTS + START];
  }

  /** Returns the nanoseconds since the outermost segment was opened. */
  long ageNanos(long now) {
    return now - startNanos();
  }

  /** Opens a segment on top; there must be room for it. */
  void open(Layer layer, int group, long now) {
    int at = SEGMENTS + depth * WIDTH;
    if (at == figures.length) {
      figures = Arrays.copyOf(figures, at + depth * WIDTH);
    }
    figures[at + START] = now;
    figures[at + CHILDREN] = 0;
    figures[at + IDENTITY] = ((long) group << Integer.SIZE) | layer.ordinal();
    depth++;
  }

  /** Makes the top segment the root of an auth operation that knows nothing of what was before. */
  void openRoot() {
    root = (byte) (depth - 1);
    Arrays.fill(figures, 0, LAYERS.length, 0); // what other segments left there
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
    retire();
  }

  /**
   * Keeps its thread from using it again: an exit that comes late could close what is open then.
   */
  void retire() {
    thread[OperationTracker.SPARE] = null;
  }

  private long closeTop(long now) {
    depth--;
    int at = SEGMENTS + depth * WIDTH;
    long elapsed = Math.max(0, now - figures[at + START]);
    if (isPartOfOuter()) {
      figures[at - WIDTH + CHILDREN] += figures[at + CHILDREN];
      return elapsed;
    }
    figures[layerOrdinal(depth)] += Math.max(0, elapsed - figures[at + CHILDREN]);
    if (depth > 0) {
      figures[at - WIDTH + CHILDREN] += elapsed;
    }
    return elapsed;
  }

  /** What is of no layer, such as the HTTP request of a fetch, is time of the layer around it. */
  private boolean isPartOfOuter() {
    return depth > 0
        && layerOrdinal(depth) == OTHER
        && layerOrdinal(depth - 1) != Layer.AUTH.ordinal();
  }

  private int group(int index) {
    return (int) (figures[SEGMENTS + index * WIDTH + IDENTITY] >> Integer.SIZE);
  }

  private int layerOrdinal(int index) {
    return (int) figures[SEGMENTS + index * WIDTH + IDENTITY];
  }

  private void forget() {
    Arrays.fill(figures, SEQUENCE, SEGMENTS, 0);
    treatedBits = 0;
    controlBits = 0;
    failure = null;
    keysRefused = false;
    if (hasNotes) {
      forgetNotes();
    }
  }

  private void forgetNotes() {
    hasNotes = false;
    kids = null;
    firstAttachment = null;
    secondAttachment = null;
    thirdAttachment = null;
    fourthAttachment = null;
    fifthAttachment = null;
    sixthAttachment = null;
    seventhAttachment = null;
  }
}

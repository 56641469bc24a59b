package dev.latchkey.dashboard.endpoint;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.latchkey.dashboard.http.Call;
import dev.latchkey.dashboard.http.Problem;
import dev.latchkey.dashboard.http.ProblemException;
import dev.latchkey.dashboard.http.Reply;
import dev.latchkey.runtime.time.Ticker;
import java.time.Instant;
import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Which version a resource has and who made it, so that of two who change it the second learns of
 * the first: an entity tag, given back as {@code If-Match} (RFC 9110 section 13.1.1). It stands for
 * what people change, and not for counts, which change every second. Thread-safe.
 */
public final class Revision {
  private static final String FILE = "config";

  private final String resource;
  private final Supplier<?> content;
  private final Ticker ticker;
  private final String prefix;

  /** Held while a change is made, which may weave and so take a while. */
  private final ReentrantLock changing = new ReentrantLock();

  @GuardedBy("this")
  private long number = 1;

  @GuardedBy("this")
  private Current last;

  @GuardedBy("this")
  private Object known;

  /**
   * What holds, for whoever acted on something older.
   *
   * @param etag with its quotes, as to be given back
   * @param changedBy actor of the last change; {@code config} where the file made it
   */
  public record Current(String etag, String changedBy, Instant changedAt) {}

  /**
   * Begins with the first version of this start.
   *
   * @param resource what it is, as in "the targets"
   * @param content what else makes a version when it becomes different, as by the file
   */
  public Revision(String resource, Supplier<?> content, Ticker ticker) {
    this.resource = resource;
    this.content = content;
    this.ticker = ticker;
    // Tags of an earlier start of the agent are none of this one's.
    prefix = "\"" + resource + "-" + Long.toString(ticker.wallMillis(), Character.MAX_RADIX) + "-";
    known = content.get();
    last = new Current(tag(1), FILE, ticker.now());
  }

  private String tag(long version) {
    return prefix + version + "\"";
  }

  /** Returns the reply with the version that it shows. */
  Reply tagged(Reply reply) {
    return reply.with("ETag", current().etag());
  }

  /**
   * Makes a change, one at a time.
   *
   * @throws ProblemException when the caller names a version that is not the one there
   */
  Reply change(Call call, Supplier<Reply> change) {
    changing.lock();
    try {
      check(call);
      Reply reply = change.get();
      changed(call.caller().actor());
      return tagged(reply);
    } finally {
      changing.unlock();
    }
  }

  private void check(Call call) {
    String condition = call.header("if-match").orElse("*").strip();
    Current current = current();
    boolean matches =
        condition.equals("*")
            || Arrays.stream(condition.split(",", -1))
                .anyMatch(each -> each.strip().equals(current.etag()));
    if (!matches) {
      throw new ProblemException(
          Problem.stale(
              "the "
                  + resource
                  + " were changed by "
                  + current.changedBy()
                  + "; look at what holds and repeat the change",
              current));
    }
  }

  private Current current() {
    Object now = content.get();
    synchronized (this) {
      if (!now.equals(known)) {
        next(now, FILE);
      }
      return last;
    }
  }

  private void changed(String actor) {
    Object now = content.get();
    synchronized (this) {
      next(now, actor);
    }
  }

  @GuardedBy("this")
  private void next(Object now, String actor) {
    known = now;
    number++;
    last = new Current(tag(number), actor, ticker.now());
  }
}

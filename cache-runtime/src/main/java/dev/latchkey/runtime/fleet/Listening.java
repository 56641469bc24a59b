package dev.latchkey.runtime.fleet;

import dev.latchkey.runtime.redis.SharedKey;
import dev.latchkey.runtime.redis.SharedLayer;
import dev.latchkey.runtime.redis.SharedListener;
import dev.latchkey.runtime.session.Change;
import dev.latchkey.runtime.session.SharedChanges;
import dev.latchkey.runtime.token.Revocations;
import java.util.function.BiConsumer;

/** Lets what other processes changed take effect here. Thread-safe. */
final class Listening implements SharedListener {
  private final SharedChanges changes;
  private final Revocations revocations;
  private final LinkNews news;
  private final Runnable joined;
  private final BiConsumer<String, byte[]> others;

  /**
   * @param joined told when others are heard from now on
   * @param others hears messages of other kinds, with their topic
   */
  Listening(
      SharedChanges changes,
      Revocations revocations,
      LinkNews news,
      Runnable joined,
      BiConsumer<String, byte[]> others) {
    this.changes = changes;
    this.revocations = revocations;
    this.news = news;
    this.joined = joined;
    this.others = others;
  }

  @Override
  public void invalidated(SharedKey message) {
    if (message.layer() == SharedLayer.SESSION) {
      TokenCode.read(message.key())
          .ifPresentOrElse(revocations::take, () -> changes.take(ChangeCode.read(message.key())));
    }
  }

  @Override
  public void flushed() {
    changes.take(Change.EVERYTHING);
  }

  @Override
  public void lost() {
    changes.lost();
    news.alone();
  }

  @Override
  public void regained() {
    changes.regained();
    news.together();
    joined.run();
  }

  @Override
  public void received(String topic, byte[] message) {
    others.accept(topic, message);
  }
}

package dev.latchkey.runtime.fleet;

import dev.latchkey.runtime.redis.SecondLevel;
import dev.latchkey.runtime.redis.SharedEntry;
import dev.latchkey.runtime.redis.SharedFormat;
import dev.latchkey.runtime.redis.SharedKey;
import dev.latchkey.runtime.redis.SharedLayer;
import dev.latchkey.runtime.redis.SharedLookup;
import dev.latchkey.runtime.session.SharedAnswers;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Answers of user lookups in Redis. Thread-safe. */
final class UsersInRedis implements SharedAnswers {
  private static final String CODEC = "users";
  private static final int VERSION = 1;

  private final Supplier<@Nullable SecondLevel> level;

  /**
   * @param level returns null before it is there
   */
  UsersInRedis(Supplier<@Nullable SecondLevel> level) {
    this.level = level;
  }

  @Override
  public @Nullable Found find(Question question) {
    SecondLevel there = level.get();
    if (there == null) {
      return null;
    }
    SharedEntry entry =
        new SharedEntry(
            new SharedKey(SharedLayer.SESSION, question.key()),
            question.dependsOn().stream().map(ChangeCode::key).toList(),
            new SharedFormat(CODEC, VERSION, question.classes()));
    return new Answer(there, entry, there.get(entry));
  }

  /** What the server answered. */
  private record Answer(SecondLevel level, SharedEntry entry, SharedLookup found) implements Found {
    @Override
    public byte @Nullable [] value() {
      return found.value();
    }

    @Override
    public long ageMillis() {
      return found.ageMillis();
    }

    @Override
    public long lifeMillis() {
      return found.lifeMillis();
    }

    @Override
    public void keep(byte[] value, Duration age, Duration life) {
      level.put(entry, value, age, life, found.mark());
    }
  }
}

package dev.latchkey.runtime.config;

import dev.latchkey.runtime.feed.FeedKind;
import dev.latchkey.runtime.feed.FeedTable;
import java.io.File;
import java.util.List;
import java.util.Optional;

/** Reads the section {@code phases.session.feed}. */
final class FeedReader {
  private static final ValueTypes.Word<FeedKind> KIND =
      new ValueTypes.Word<>(List.of(FeedKind.values()));

  private FeedReader() {}

  static Optional<FeedConfig> read(Section session) {
    boolean given = session.has("feed");
    Section feed = session.section("feed");
    if (!given) {
      return Optional.empty();
    }
    Optional<FeedKind> kind = feed.required("kind", KIND);
    Optional<Secret> url = feed.required("url", ValueTypes.POSTGRESQL_URL);
    Optional<String> user = feed.required("user", ValueTypes.SENTENCE);
    Optional<File> passwordFile = feed.optional("password-file", ValueTypes.FILE);
    List<FeedTable> tables = feed.list("tables", ValueTypes.FEED_TABLE, List.of());
    url.ifPresent(value -> feed.setting("url", value.toString()));
    if (feed.sound() && tables.isEmpty()) {
      feed.missing("tables", "a list of the tables that are followed, such as [auth.users]");
    }
    return feed.sound()
        ? Optional.of(
            new FeedConfig(
                kind.orElseThrow(), url.orElseThrow(), user.orElseThrow(), passwordFile, tables))
        : Optional.empty();
  }
}

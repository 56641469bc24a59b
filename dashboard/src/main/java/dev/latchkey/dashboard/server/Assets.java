package dev.latchkey.dashboard.server;

import dev.latchkey.dashboard.http.Reply;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The pages and their scripts, read from the jar when first asked for. Thread-safe; holds no more
 * than the files that there are.
 */
final class Assets {
  private static final String ROOT = "/dev/latchkey/dashboard/ui/";
  private static final String UI = "/ui";
  private static final Set<String> PAGES =
      Set.of(
          "/",
          "/dashboard",
          "/dashboard/",
          "/api/performance/dashboard",
          "/api/performance/dashboard/");
  private static final Pattern NAME =
      Pattern.compile("(?:[A-Za-z0-9_-]+/){0,3}[A-Za-z0-9_-]+(?:\\.[A-Za-z0-9]+){1,2}");

  private static final Map<String, String> TYPES =
      Map.of(
          "js", "text/javascript; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "html", "text/html; charset=utf-8",
          "svg", "image/svg+xml");

  /** In the page itself: the browser paints nothing before it has them. */
  private static final List<String> STYLES = List.of("lib/uplot/uPlot.min.css", "app.css");

  private final Map<String, Asset> known = new ConcurrentHashMap<>();
  private final String style = STYLES.stream().map(Assets::text).collect(Collectors.joining());
  private final String template = text("index.html").replace("{{style}}", style);
  private final Map<String, String> headers =
      Map.of("Content-Security-Policy", SecurityHeaders.policyWithStyle(hash(style)));

  /** A file with its compressed form and a tag that changes with its content. */
  @SuppressWarnings("ArrayRecordComponent") // handed to the socket and not looked at again
  record Asset(String contentType, byte[] bytes, byte[] gzip, String tag) {
    static Asset of(String contentType, byte[] bytes) {
      return new Asset(contentType, bytes, Gzip.compress(bytes), "W/\"" + digest(bytes) + "\"");
    }
  }

  /** Returns whether the page or one of its files may be at this path. */
  static boolean isPage(String path) {
    return PAGES.contains(path) || path.equals(UI) || path.startsWith(UI + "/");
  }

  /** A path below /ui that looks like a file is one or is not there; others are the page's own. */
  static boolean isFile(String path) {
    return path.startsWith(UI + "/") && path.indexOf('.') >= 0;
  }

  /** Returns the file at a path below /ui. */
  Optional<Asset> file(String path) {
    return find(path.substring(UI.length() + 1));
  }

  private Optional<Asset> find(String name) {
    var type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
    if (type == null || !NAME.matcher(name).matches()) {
      return Optional.empty();
    }
    var asset = known.get(name);
    if (asset == null) {
      var bytes = read(name);
      if (bytes == null) {
        return Optional.empty();
      }
      asset = Asset.of(type, bytes);
      known.put(name, asset);
    }
    return Optional.of(asset);
  }

  /**
   * Returns the page as it is served at {@code path}: its links lead back to the root by relative
   * steps, so that it works at any path and behind any prefix.
   */
  Reply page(String path, FirstFrame first) throws IOException {
    long depth = path.chars().filter(c -> c == '/').count() - 1;
    var root = depth <= 0 ? "./" : "../".repeat((int) depth);
    return first.page(template.replace("{{root}}", root)).with(headers);
  }

  private static String text(String name) {
    var bytes = read(name);
    if (bytes == null) {
      throw new IllegalStateException("the jar lacks " + ROOT + name);
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static byte @Nullable [] read(String name) {
    try (var in = Assets.class.getResourceAsStream(ROOT + name)) {
      return in == null ? null : in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String digest(byte[] bytes) {
    return HexFormat.of().formatHex(sha256(bytes), 0, 8);
  }

  private static String hash(String text) {
    var digest = sha256(text.getBytes(StandardCharsets.UTF_8));
    return "sha256-" + Base64.getEncoder().encodeToString(digest);
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }
}

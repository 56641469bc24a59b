package dev.latchkey.runtime.config;

import dev.latchkey.runtime.config.KeyPath.Root;
import dev.latchkey.runtime.feed.FeedTable;
import java.io.File;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.Set;

/** The kinds of value that the file knows. */
final class ValueTypes {
  static final ValueType<Boolean> BOOLEAN = new Truth();
  static final ValueType<Integer> PERCENT_NUMBER = new WholeNumber(0, PhaseConfig.MAX_PERCENT);
  static final ValueType<OptionalInt> PORT = new Port();
  static final ValueType<File> FILE = new FileName();
  static final ValueType<Secret> REDIS_URI = new RedisUri();
  static final ValueType<Secret> POSTGRESQL_URL = new PostgreSqlUrl();
  static final ValueType<Secret> SHA256 = new Sha256Type();
  static final ValueType<Secret> WEB_ADDRESS = new WebAddress();

  static final ValueType<String> NAME =
      checked("1 to 64 of a-z, 0-9 and -", ProblemKind.WRONG_FORM, Ascii::isName);
  static final ValueType<String> GATE =
      checked(
          "one of " + String.join(", ", GuardConfig.GATES),
          ProblemKind.UNKNOWN_WORD,
          GuardConfig.GATES::contains);
  static final ValueType<String> HOST =
      checked(
          "a host name or address without brackets, such as 127.0.0.1 or ::1",
          ProblemKind.WRONG_FORM,
          AdminConfig::isHost);
  static final ValueType<URI> HTTP_ADDRESS =
      parsed(
          "an address such as https://collector:4318",
          ProblemKind.WRONG_FORM,
          ValueTypes::httpAddress);
  static final ValueType<AddressRange> ADDRESS_RANGE =
      parsed(
          "an address or a range of addresses, such as 127.0.0.1, ::1 or 10.0.0.0/8",
          ProblemKind.WRONG_FORM,
          AddressRange::parse);
  static final ValueType<String> TABLE =
      checked(
          "the name of a table",
          ProblemKind.WRONG_FORM,
          text -> !text.isBlank() && !Ascii.hasControl(text));
  static final ValueType<String> COLUMN =
      checked(
          "the name of a column, without quotes",
          ProblemKind.WRONG_FORM,
          text -> !text.isBlank() && !Ascii.hasControl(text) && text.indexOf('.') < 0);
  static final ValueType<FeedTable> FEED_TABLE =
      parsed(
          "a table of PostgreSQL such as users or auth.users",
          ProblemKind.WRONG_FORM,
          text ->
              FeedTable.parse(text)
                  .orElseThrow(
                      () ->
                          new ConfigSyntaxException(
                              "expected a table such as users or auth.users", 0)));
  static final ValueType<String> SENTENCE =
      checked(
          "a sentence of one line",
          ProblemKind.WRONG_FORM,
          text -> !text.isBlank() && !Ascii.hasControl(text));
  static final ValueType<String> CLASS_NAME =
      checked(
          "a full class name with dots, and $ before a nested class, such as"
              + " com.acme.Tokens$Reader",
          ProblemKind.BAD_NAME,
          JavaNames::isClassName);

  static final ValueType<MethodPattern> METHOD =
      parsed(
          "a method such as check or check(java.lang.String, byte[])",
          ProblemKind.BAD_NAME,
          MethodPattern::parse);
  static final ValueType<String> METHOD_NAME =
      checked(
          "a method's name without parameter types, such as parse",
          ProblemKind.BAD_NAME,
          JavaNames::isIdentifier);
  static final ValueType<AlertCondition> CONDITION =
      parsed(
          "a condition such as auth.p95 > 500ms for 2m",
          ProblemKind.WRONG_FORM,
          AlertCondition::parse);

  /** A path that is followed before the call, when there is no result yet. */
  static final ValueType<KeyPath> INPUT_PATH =
      new Path(Set.of(Root.ARGUMENT, Root.THIS), List.of("arg0", "arg0.subject", "this.#issuer"));

  static final ValueType<KeyPath> RESULT_PATH =
      new Path(Set.of(Root.RESULT), List.of("result", "result.expiresAt"));

  /** A path that is followed after the call, to what it returned or left in its object. */
  static final ValueType<KeyPath> DOCUMENT_PATH =
      new Path(Set.of(Root.RESULT, Root.THIS), List.of("result", "result.content"));

  static final ValueType<KeyPath> SELECTION =
      parsed(
          "an argument's method that takes a key set, such as arg0.select",
          ProblemKind.BAD_NAME,
          ValueTypes::selection);

  /** A path to what an object has, whatever it is called with. */
  static final ValueType<KeyPath> THIS_PATH =
      new Path(Set.of(Root.THIS), List.of("this", "this.#checks"));

  /** A path that is followed when the call is over, or when the next caller presents his token. */
  static final ValueType<KeyPath> PART_PATH =
      new Path(Set.of(Root.RESULT, Root.ARGUMENT), List.of("result.claims", "arg0"));

  static final ValueType<KeyPath> ANY_PATH =
      new Path(Set.of(Root.values()), List.of("arg0", "arg0.subject", "result"));

  private ValueTypes() {}

  /** Parses, and throws our checked exception. */
  interface Parser<T> {
    T parse(String text) throws ConfigSyntaxException;
  }

  /** Says yes or no to a text. */
  interface Check {
    boolean accepts(String text);
  }

  private static KeyPath selection(String text) throws ConfigSyntaxException {
    KeyPath path = KeyPath.parse(text);
    if (!FetchRules.isSelection(path)) {
      throw new ConfigSyntaxException("expected a method of an argument, such as arg0.select", 0);
    }
    return path;
  }

  /** Without a user's name: what is in an address is shown, and a password would be with it. */
  private static URI httpAddress(String text) throws ConfigSyntaxException {
    try {
      URI address = new URI(text);
      String scheme = address.getScheme();
      if (("http".equals(scheme) || "https".equals(scheme))
          && address.getHost() != null
          && address.getRawUserInfo() == null
          && address.getRawQuery() == null
          && address.getRawFragment() == null) {
        return address;
      }
    } catch (URISyntaxException malformed) {
      // Told below, as an address of another kind is.
    }
    throw new ConfigSyntaxException(
        "expected an address such as https://collector:4318, without user, query and fragment", 0);
  }

  private static ValueType<String> checked(String expected, ProblemKind kind, Check check) {
    return parsed(
        expected,
        kind,
        text -> {
          if (!check.accepts(text)) {
            throw new ConfigSyntaxException("expected " + expected, 0);
          }
          return text;
        });
  }

  private static <T> ValueType<T> parsed(String expected, ProblemKind kind, Parser<T> parser) {
    return new Parsed<>(expected, kind, parser);
  }

  /** A text with a grammar of its own. */
  private record Parsed<T>(String expected, ProblemKind kind, Parser<T> parser)
      implements ValueType<T> {
    @Override
    public T parse(String text) throws BadValueException {
      try {
        return parser.parse(text);
      } catch (ConfigSyntaxException e) {
        throw new BadValueException(kind, String.valueOf(e.getMessage()), e.offset());
      }
    }
  }

  private record Truth() implements ValueType<Boolean> {
    @Override
    public Boolean parse(String text) throws BadValueException {
      return switch (text) {
        case "true" -> true;
        case "false" -> false;
        default -> throw malformed();
      };
    }

    @Override
    public String expected() {
      return "true or false";
    }
  }

  /** A whole number in a range that includes both ends. */
  record WholeNumber(int min, int max) implements ValueType<Integer> {
    private static final int MAX_DIGITS = 10;

    @Override
    public Integer parse(String text) throws BadValueException {
      int start = text.startsWith("-") ? 1 : 0;
      int digits = Ascii.digits(text, start);
      if (digits == 0 || start + digits != text.length()) {
        throw malformed();
      }
      long value = digits > MAX_DIGITS ? Long.MAX_VALUE : Long.parseLong(text);
      if (value < min || value > max) {
        throw outOfRange(String.valueOf(min), String.valueOf(max));
      }
      return (int) value;
    }

    @Override
    public String expected() {
      return "a whole number from " + min + " to " + max;
    }
  }

  private record Port() implements ValueType<OptionalInt> {
    private static final WholeNumber NUMBER = new WholeNumber(0, AdminConfig.MAX_PORT);

    @Override
    public OptionalInt parse(String text) throws BadValueException {
      if (text.equals("off")) {
        return OptionalInt.empty();
      }
      if (Ascii.digits(text, 0) == 0) {
        throw malformed();
      }
      return OptionalInt.of(NUMBER.parse(text));
    }

    @Override
    public String expected() {
      return NUMBER.expected() + ", or off";
    }

    @Override
    public String format(OptionalInt value) {
      return value.isPresent() ? String.valueOf(value.getAsInt()) : "off";
    }
  }

  /** A duration in a range that includes both ends. */
  record Length(Duration min, Duration max) implements ValueType<Duration> {
    @Override
    public Duration parse(String text) throws BadValueException {
      Duration value = Durations.parse(text).orElseThrow(this::malformed);
      if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
        throw outOfRange(Durations.format(min), Durations.format(max));
      }
      return value;
    }

    @Override
    public String expected() {
      return "a duration such as 500ms, 30s, 3m or 1h";
    }

    @Override
    public String format(Duration value) {
      return Durations.format(value);
    }
  }

  /** A percentage with its sign, as a ratio; whole percents between the two given. */
  record Percentage(int min, int max) implements ValueType<Double> {
    private static final double WHOLE = 100.0;

    @Override
    public Double parse(String text) throws BadValueException {
      int digits = Ascii.digits(text, 0);
      if (digits == 0 || digits + 1 != text.length() || text.charAt(digits) != '%') {
        throw malformed();
      }
      String number = text.substring(0, digits);
      try {
        return new WholeNumber(min, max).parse(number) / WHOLE;
      } catch (BadValueException e) {
        throw outOfRange(min + "%", max + "%");
      }
    }

    @Override
    public String expected() {
      return "a percentage such as 10%";
    }

    @Override
    public String format(Double ratio) {
      return Math.round(ratio * WHOLE) + "%";
    }
  }

  /** One word of a closed set, spelled as the constant's name in lower case. */
  record Word<E extends Enum<E>>(List<E> constants) implements ValueType<E> {
    @Override
    public E parse(String text) throws BadValueException {
      for (E constant : constants) {
        if (format(constant).equals(text)) {
          return constant;
        }
      }
      String hint =
          EditDistance.nearest(text, words()).map(w -> "; did you mean '" + w + "'?").orElse("");
      throw new BadValueException(ProblemKind.UNKNOWN_WORD, "expected " + expected() + hint);
    }

    @Override
    public String expected() {
      List<String> words = words();
      int last = words.size() - 1;
      return String.join(", ", words.subList(0, last)) + " or " + words.get(last);
    }

    @Override
    public String format(E constant) {
      return constant.name().toLowerCase(Locale.ROOT);
    }

    private List<String> words() {
      List<String> words = new ArrayList<>();
      constants.forEach(constant -> words.add(format(constant)));
      return words;
    }
  }

  private record FileName() implements ValueType<File> {
    @Override
    public File parse(String text) throws BadValueException {
      if (text.isBlank() || Ascii.hasControl(text)) {
        throw malformed();
      }
      return new File(text);
    }

    @Override
    public String expected() {
      return "a path in the file system";
    }

    @Override
    public String format(File value) {
      return value.getPath();
    }
  }

  private record RedisUri() implements ValueType<Secret> {
    @Override
    public Secret parse(String text) throws BadValueException {
      boolean scheme = text.startsWith("redis://") || text.startsWith("rediss://");
      int rest = text.indexOf("://") + "://".length();
      if (!scheme || rest == text.length() || text.indexOf(' ') >= 0 || Ascii.hasControl(text)) {
        throw malformed();
      }
      return new Secret(text);
    }

    @Override
    public String expected() {
      return "redis://host:port or rediss://host:port";
    }

    @Override
    public boolean secret() {
      return true;
    }
  }

  private record PostgreSqlUrl() implements ValueType<Secret> {
    private static final String START = "jdbc:postgresql:";

    @Override
    public Secret parse(String text) throws BadValueException {
      if (!text.startsWith(START) || text.length() == START.length() || Ascii.hasControl(text)) {
        throw malformed();
      }
      return new Secret(text);
    }

    @Override
    public String expected() {
      return "jdbc:postgresql://host:port/database";
    }

    @Override
    public boolean secret() {
      return true;
    }
  }

  /** A path from one of the given roots. */
  private record Path(Set<Root> roots, List<String> examples) implements ValueType<KeyPath> {
    @Override
    public KeyPath parse(String text) throws BadValueException {
      KeyPath path;
      try {
        path = KeyPath.parse(text);
      } catch (ConfigSyntaxException e) {
        throw new BadValueException(
            ProblemKind.BAD_PATH, String.valueOf(e.getMessage()), e.offset());
      }
      if (!roots.contains(path.root())) {
        throw new BadValueException(ProblemKind.BAD_PATH, misplaced());
      }
      return path;
    }

    private String misplaced() {
      if (roots.equals(Set.of(Root.THIS))) {
        return "here a path starts with this";
      }
      if (!roots.contains(Root.RESULT)) {
        return "there is no result before the call; start with arg0 to arg254 or this";
      }
      return roots.contains(Root.ARGUMENT)
          ? "here a path starts with result or arg0 to arg254"
          : "here a path starts with result";
    }

    @Override
    public String expected() {
      return "a path such as " + String.join(" or ", examples);
    }
  }

  private static BadValueException outOfRange(String min, String max) {
    return new BadValueException(
        ProblemKind.OUT_OF_RANGE,
        "allowed is " + min + " to " + max + "; " + ProblemKind.OUT_OF_RANGE.remedy());
  }
}

package dev.latchkey.agent.handler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.agent.copy.NotCopyableException;
import dev.latchkey.runtime.config.ConfigSyntaxException;
import dev.latchkey.runtime.config.Copying;
import dev.latchkey.runtime.config.KeyPath;
import dev.latchkey.runtime.config.Rebuild;
import java.io.ByteArrayInputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Date;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SnapshotTest {
  private static final String TOKEN = "e30.e30.c2ln";

  /** A result as applications have it. */
  public record Caller(String subject, List<Object> roles, Instant until, String token, int age) {}

  /** A map as libraries bring it. */
  public static final class LibraryMap extends LinkedHashMap<String, Object> {}

  /** Can be changed by whoever has it. */
  public static final class Bean {}

  /** A right as libraries grant it. */
  public static class Authority {
    private final String name;

    /** Grants it. */
    public Authority(String name) {
      this.name = name;
    }

    /** Returns what is granted. */
    public String getName() {
      return name;
    }
  }

  /** A list that only has another name. */
  public static final class Scopes extends ArrayList<String> {}

  /** A list that only the library makes. */
  public static final class ScopesFromText extends ArrayList<String> {
    private ScopesFromText(String text) {
      super(List.of(text.split(" ")));
    }
  }

  enum Colour {
    RED
  }

  private static final LibraryObjects OBJECTS =
      new LibraryObjects(
          new Copying(
              List.of(
                  new Copying.Item(
                      Authority.class.getName(), Rebuild.DEFAULT, List.of(path("result.name")))),
              List.of(Scopes.class.getName(), ScopesFromText.class.getName())));

  private static KeyPath path(String text) {
    try {
      return KeyPath.parse(text);
    } catch (ConfigSyntaxException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static Form snapshot(@Nullable Object value, String token) throws Throwable {
    return Snapshot.of(value, token, OBJECTS);
  }

  private static Object copy(Object value) throws Throwable {
    return snapshot(value, TOKEN).make(TOKEN);
  }

  static Stream<Object> values() {
    Map<String, Object> claims = new HashMap<>();
    claims.put("int", 1);
    claims.put("long", 1L);
    claims.put("null", null);
    claims.put("list", new ArrayList<>(List.of("a", 2)));
    claims.put("date", new Date(5));
    LibraryMap library = new LibraryMap();
    library.put("nested", new LibraryMap());
    return Stream.of(
        "text",
        7,
        claims,
        library,
        new TreeMap<>(Map.of("a", 1)),
        new LinkedList<>(List.of(1, 2)),
        Arrays.asList("a", null),
        List.of("a", "b", "c"),
        List.of(new Date(3)),
        Stream.of("a", null).toList(),
        Collections.unmodifiableList(new ArrayList<>(List.of(new Date(1)))),
        Collections.unmodifiableMap(new LinkedHashMap<>(Map.of("a", new Date(1)))),
        Map.of("a", 1, "b", 2),
        Collections.emptyList(),
        Collections.emptyMap(),
        Collections.singletonList("a"),
        Collections.singletonMap("a", "b"),
        Set.of(1, 2, 3),
        new HashSet<>(Set.of("x")),
        Optional.of("a"),
        Optional.empty(),
        Optional.of(new Date(3)),
        Colour.RED,
        TimeUnit.DAYS,
        new Caller("a", new ArrayList<>(List.of(1)), Instant.EPOCH, TOKEN, 3));
  }

  @ParameterizedTest
  @MethodSource("values")
  @DisplayName("M-2 a copy is equal to the value and of the same kind, and so is its form")
  void equal(Object value) throws Throwable {
    Object copy = copy(value);
    assertThat(copy).isEqualTo(value);
    assertThat(snapshot(copy, TOKEN)).isEqualTo(snapshot(value, TOKEN));
    boolean unmodifiable = value.getClass().getName().contains("Unmodifiable");
    assertThat(copy.getClass() == value.getClass() || unmodifiable).isTrue();
  }

  @Test
  @DisplayName("M-2 the Java types of claims stay: an Integer is no Long")
  void types() throws Throwable {
    assertThat(snapshot(1, TOKEN)).isNotEqualTo(snapshot(1L, TOKEN));
    assertThat(((Map<?, ?>) copy(new HashMap<>(Map.of("a", 1L)))).get("a")).isEqualTo(1L);
  }

  @Test
  @DisplayName("M-1 nothing that a caller changes is seen by the next one")
  void mutation() throws Throwable {
    Map<String, Object> inner = new HashMap<>(Map.of("date", new Date(5)));
    Map<String, Object> value = new HashMap<>();
    value.put("inner", inner);
    value.put("list", new ArrayList<>(List.of("a")));
    value.put("bytes", new byte[] {1});
    Form form = snapshot(value, TOKEN);
    inner.clear();
    for (int i = 0; i < 2; i++) {
      Map<?, ?> copy = (Map<?, ?>) form.make(TOKEN);
      Map<?, ?> copiedInner = (Map<?, ?>) copy.get("inner");
      assertThat(copiedInner.get("date")).isEqualTo(new Date(5));
      assertThat((byte[]) copy.get("bytes")).containsExactly(1);
      ((Date) copiedInner.get("date")).setTime(0);
      copiedInner.clear();
      ((List<?>) copy.get("list")).clear();
      ((byte[]) copy.get("bytes"))[0] = 9;
      copy.clear();
    }
  }

  @Test
  @DisplayName("M-1 what nobody can change is one object for all, and stays unmodifiable")
  void shared() throws Throwable {
    Form form = snapshot(Collections.unmodifiableList(new ArrayList<>(List.of("a"))), TOKEN);
    assertThat(form.make(TOKEN)).isSameAs(form.make(TOKEN));
    assertThatThrownBy(() -> ((List<?>) copy(List.of(new Date()))).clear())
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  @DisplayName("V-10 the token in a result is the one that the caller presents")
  void token() throws Throwable {
    Form form = snapshot(new ArrayList<>(List.of(TOKEN, "a")), TOKEN);
    String presented = new String(TOKEN);
    assertThat(((List<?>) form.make(presented)).get(0)).isSameAs(presented);
    assertThat(form.toString()).doesNotContain(TOKEN);
  }

  @Test
  @DisplayName("V-10 a text with the token in it is not kept")
  void tokenInside() {
    assertRefused("Bearer " + TOKEN, "holds the token");
    assertThatThrownBy(() -> snapshot(TOKEN, "Bearer " + TOKEN))
        .isInstanceOf(NotCopyableException.class);
  }

  @Test
  @DisplayName("V-6 what cannot be copied is refused, with its type and never its value")
  void refused() {
    assertRefused(new Bean(), "result type " + Bean.class.getName() + " cannot be copied");
    assertRefused(List.of(new Bean()), "cannot be copied; give rebuild");
    assertRefused(new ByteArrayInputStream(new byte[0]), "cannot be copied");
    assertRefused(new java.sql.Timestamp(1), "cannot be copied");
    assertRefused(new TreeMap<>(Collections.reverseOrder()), "cannot be copied");
    assertRefused(new Bean[0], "cannot be copied");
    assertRefused((Runnable) () -> {}, "cannot be copied");
  }

  @Test
  @DisplayName("B-1 a value that is too large, too deep or endless is refused")
  void bounds() {
    assertRefused("x".repeat(70_000), "larger than");
    assertRefused(Collections.nCopies(1, 1), "cannot be copied");
    assertRefused(new ArrayList<>(Collections.nCopies(1_001, 1)), "too many parts");
    List<Object> endless = new ArrayList<>();
    endless.add(endless);
    assertRefused(endless, "too many parts");
  }

  @Test
  @DisplayName("A-7 what is kept of a value keeps no class of the application")
  void classes() throws Throwable {
    ClassLoader loader = loader();
    Form form = foreignForm(loader);
    var gone = new java.lang.ref.WeakReference<>(loader);
    loader = null;
    for (int i = 0; i < 50 && gone.get() != null; i++) {
      System.gc();
    }
    assertThat(gone.get()).isNull();
    assertThatThrownBy(() -> form.make(TOKEN)).isInstanceOf(ClassNotFoundException.class);
  }

  private static ClassLoader loader() {
    URL[] places = {Caller.class.getProtectionDomain().getCodeSource().getLocation()};
    return new URLClassLoader(places, ClassLoader.getPlatformClassLoader());
  }

  /** A record's own equals leaves the class in a soft cache of the JDK, so it is not asked. */
  private static Form foreignForm(ClassLoader loader) throws Throwable {
    Object foreign =
        loader
            .loadClass(Caller.class.getName())
            .getConstructors()[0]
            .newInstance("a", new ArrayList<>(), Instant.EPOCH, TOKEN, 3);
    Form form = snapshot(foreign, TOKEN);
    boolean same = form.make(TOKEN).getClass() == foreign.getClass();
    assertThat(same).isTrue();
    return form;
  }

  private static void assertRefused(Object value, String reason) {
    assertThatThrownBy(() -> snapshot(value, TOKEN))
        .isInstanceOf(NotCopyableException.class)
        .hasMessageContaining(reason);
  }

  @Test
  @DisplayName("M-1 an object of the library is made from its values, for every caller anew")
  void libraryObjects() throws Throwable {
    Form form = snapshot(new ArrayList<>(List.of(new Authority("read"))), TOKEN);

    List<?> first = (List<?>) form.make(TOKEN);
    List<?> second = (List<?>) form.make(TOKEN);

    assertThat(first.get(0)).isInstanceOf(Authority.class).isNotSameAs(second.get(0));
    assertThat(((Authority) second.get(0)).getName()).isEqualTo("read");
    assertThat(snapshot(first, TOKEN)).isEqualTo(form);
    assertThat(snapshot(List.of(new Authority("write")), TOKEN))
        .isNotEqualTo(snapshot(List.of(new Authority("read")), TOKEN));
  }

  @Test
  @DisplayName("M-1 an object of a subclass of one that is known may hold more, and is not copied")
  void subclassOfLibraryObject() {
    assertThatThrownBy(() -> snapshot(new Authority("read") {}, TOKEN))
        .isInstanceOf(NotCopyableException.class);
  }

  @Test
  @DisplayName("M-1 a list of the library's own kind is every caller's own, with the same items")
  void libraryLists() throws Throwable {
    Scopes scopes = new Scopes();
    scopes.add("read");
    Form form = snapshot(scopes, TOKEN);

    ((List<?>) form.make(TOKEN)).clear();

    assertThat(form.make(TOKEN)).isEqualTo(List.of("read")).isInstanceOf(Scopes.class);
    assertThat(snapshot(form.make(TOKEN), TOKEN)).isEqualTo(form);
    assertThat(snapshot(new ArrayList<>(scopes), TOKEN)).isNotEqualTo(form);
    assertThat(snapshot(new ScopesFromText("read write"), TOKEN).make(TOKEN))
        .isEqualTo(List.of("read", "write"))
        .isInstanceOf(ArrayList.class);
  }

  @Test
  @DisplayName(
      "H-2 a token inside an object of the library is each caller's own, or nothing is kept")
  void tokenInLibraryObject() throws Throwable {
    Form form = snapshot(new Authority(TOKEN), TOKEN);

    assertThat(((Authority) form.make("other")).getName()).isEqualTo("other");
    assertThatThrownBy(() -> snapshot(new Authority("of " + TOKEN), TOKEN))
        .isInstanceOf(NotCopyableException.class);
  }
}

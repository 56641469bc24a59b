package dev.latchkey.agent.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.latchkey.agent.copy.Users.Account;
import dev.latchkey.agent.copy.Users.Grant;
import dev.latchkey.agent.copy.Users.Level;
import dev.latchkey.agent.copy.Users.Member;
import dev.latchkey.agent.copy.Users.Nobody;
import dev.latchkey.agent.copy.Users.Role;
import dev.latchkey.agent.copy.Users.SortedGrants;
import dev.latchkey.agent.copy.Users.Team;
import java.lang.ref.WeakReference;
import java.lang.reflect.Array;
import java.lang.reflect.Constructor;
import java.math.BigDecimal;
import java.net.URL;
import java.net.URLClassLoader;
import java.sql.Timestamp;
import java.util.AbstractMap;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Date;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import net.bytebuddy.agent.ByteBuddyAgent;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@SuppressWarnings({"JavaUtilDate", "JdkObsolete"}) // as applications have them
class CopiersTest {
  private final Copiers copiers = new Copiers(ByteBuddyAgent.install());

  @AfterEach
  void close() {
    copiers.close();
  }

  @Test
  @DisplayName("SES-18 M-1 nothing that can be changed is shared with the value or another copy")
  void sharesNothing() throws Throwable {
    Account loaded = Users.account();
    Template template = copiers.take(loaded);
    spoil(loaded);
    Account first = (Account) template.make();
    assertThat(copiers.isSame(first, Users.account())).isTrue();
    spoil((Account) template.make());
    assertThat(copiers.isSame(template.make(), Users.account())).isTrue();
    assertThat(template.isShared()).isFalse();
    assertThat(copiers.isSame(first, Users.account())).isTrue();
  }

  @SuppressWarnings("unchecked")
  private static void spoil(Account account) {
    account.rename("mallory");
    account.seen.setTime(9);
    account.picture[0] = 9;
    account.phones[0] = "9";
    ((List<String>) account.table[0][1]).add("9");
    account.aliases.orElseThrow().add("9");
    account.tags.clear();
    account.ordered.add("9");
    account.settings.put("9", 9);
    ((List<String>) account.settings.get("n")).add("9");
    account.sorted.clear();
    account.levels.add(Level.MEMBER);
    account.byLevel.put(Level.MEMBER, "9");
    account.team.members().add("9");
  }

  @Test
  @DisplayName("SES-18 what nobody can change is the same object for everybody")
  void sharesWhatNobodyCanChange() throws Throwable {
    for (Object value :
        List.of(
            new Role("a", Level.GUEST),
            new Grant("g"),
            List.of("a", new Role("a", Level.GUEST)),
            Map.of("a", Set.of(1)),
            Optional.of(new Grant("g")),
            "text",
            BigDecimal.ONE)) {
      Template template = copiers.take(value);
      assertThat(template.make()).isSameAs(value);
      assertThat(template.isShared()).isTrue();
    }
    assertThat(copiers.take(null).make()).isNull();
    assertThat(copiers.take(Optional.empty()).make()).isSameAs(Optional.empty());
  }

  @Test
  @DisplayName("SES-18 a record and an immutable list of what can be changed are copied")
  void copiesWhatLeadsToMore() throws Throwable {
    Team team = new Team("red", new ArrayList<>(List.of("bob")));
    Team copy = (Team) copiers.take(team).make();
    copy.members().add("eve");
    assertThat(team.members()).containsExactly("bob");
    List<Date> dates = List.of(new Date(1));
    List<?> others = (List<?>) copiers.take(dates).make();
    ((Date) others.get(0)).setTime(2);
    assertThat(dates).containsExactly(new Date(1));
  }

  @Test
  @DisplayName("SES-18 a view is cut off from the collection that it shows")
  void cutsViewsOff() throws Throwable {
    List<String> shown = new ArrayList<>(List.of("a"));
    Template template = copiers.take(Collections.unmodifiableList(shown));
    shown.add("b");
    assertThat((List<?>) template.make()).isEqualTo(List.of("a"));
    assertThat(template.isShared()).isTrue();
  }

  @Test
  @DisplayName("SES-18 a view goes on showing the collection that stands beside it")
  void keepsViewsWithTheirCollections() throws Throwable {
    List<String> shown = new ArrayList<>(List.of("a"));
    List<?> pair =
        (List<?>)
            copiers
                .take(new ArrayList<>(List.of(Collections.unmodifiableList(shown), shown)))
                .make();
    assertThat(pair).isNotNull();
    ((List<?>) pair.get(1)).clear();
    assertThat((List<?>) pair.get(0)).isEmpty();
    assertThat(shown).containsExactly("a");
  }

  static Stream<Object> kinds() {
    return Stream.of(
        new ArrayList<>(Arrays.asList("b", null, "a")),
        new LinkedList<>(List.of(1)),
        new ArrayDeque<>(List.of(2, 1)),
        new CopyOnWriteArrayList<>(List.of(2)),
        new HashSet<>(List.of("a", "b")),
        new LinkedHashSet<>(List.of("b", "a")),
        new TreeSet<>(List.of("b", "a")),
        new HashMap<>(Map.of("a", 1)),
        new LinkedHashMap<>(Map.of("a", 1)),
        new TreeMap<>(Map.of("a", 1)),
        new ConcurrentHashMap<>(Map.of("a", 1)),
        Arrays.asList("a", "b"),
        Stream.of("a", null).toList(),
        List.of(new Date(1), new Date(2), new Date(3)),
        Set.of(new Date(1)),
        Map.of("a", new Date(1), "b", new Date(2)),
        Collections.emptyList(),
        Collections.emptyMap(),
        Collections.singletonList(new Date(1)),
        Collections.singletonMap("a", new Date(1)),
        Collections.unmodifiableCollection(new ArrayList<>(List.of(new Date(1)))),
        Collections.unmodifiableMap(new HashMap<>(Map.of("a", new Date(1)))),
        Collections.unmodifiableSortedSet(new TreeSet<>(List.of("a"))),
        new AbstractMap.SimpleEntry<>("a", new Date(1)),
        Map.entry("a", new Date(1)),
        new Date(1),
        new Timestamp(1),
        new int[] {1, 2},
        new String[] {"a", null},
        new Date[][] {{new Date(1)}, null});
  }

  @ParameterizedTest
  @MethodSource("kinds")
  @DisplayName("SES-19 M-2 a copy is of the value's own class and equal to it")
  void keepsClasses(Object value) throws Throwable {
    Object copy = copiers.take(value).make();
    assertThat(copy).isNotNull().hasSameClassAs(value);
    assertThat(copy).usingRecursiveComparison().isEqualTo(value);
  }

  @Test
  @DisplayName("SES-19 an object of the application is copied field by field, final ones too")
  void copiesObjects() throws Throwable {
    Account loaded = Users.account();
    Account copy = (Account) copiers.take(loaded).make();
    assertThat(copy).isNotSameAs(loaded).usingRecursiveComparison().isEqualTo(loaded);
    assertThat(copy.sorted.comparator()).isSameAs(String.CASE_INSENSITIVE_ORDER);
    assertThat(copy.sorted).containsKey("b");
    assertThat(copy.role).isSameAs(loaded.role);
    assertThat(copy.few).isSameAs(loaded.few);
  }

  @Test
  @DisplayName("SES-19 constants and the only object of a class keep their identity")
  void keepsSingletons() throws Throwable {
    Account copy = (Account) copiers.take(Users.account()).make();
    assertThat(copy.level).isSameAs(Level.MEMBER);
    assertThat(copy.anyone).isSameAs(Nobody.INSTANCE);
  }

  @Test
  @DisplayName("SES-19 an unmodifiable view of a sorted set goes on comparing as it did")
  void keepsComparators() throws Throwable {
    SortedGrants copy = (SortedGrants) copiers.take(new SortedGrants()).make();
    assertThat(copy.view).extracting(Grant::name).containsExactly("read", "write");
    assertThat(copy.view.contains(new Grant("READ"))).isTrue();
    assertThatThrownBy(() -> copy.view.clear()).isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  @DisplayName("SES-19 objects meet themselves and each other as they did")
  void keepsIdentityInside() throws Throwable {
    Member alice = new Member("alice");
    Member bob = new Member("bob");
    alice.friends.add(bob);
    bob.friends.add(alice);
    alice.first = new ArrayList<>(List.of("a"));
    alice.second = alice.first;
    bob.first = bob;
    Template template = copiers.take(alice);
    Member copy = (Member) template.make();
    Member friend = copy.friends.iterator().next();
    assertThat(friend).isNotSameAs(bob);
    assertThat(friend.first).isSameAs(friend);
    assertThat(friend.friends.iterator().next()).isSameAs(copy).isNotSameAs(alice);
    assertThat(copy.first).isSameAs(copy.second).isNotSameAs(alice.first);
    assertThat(template.make()).isNotSameAs(copy);
    assertThat(template.objects()).isEqualTo(8);
  }

  @Test
  @DisplayName("SES-21 a value of more than 1,000 objects, 64 KB or 100 levels is refused")
  void refusesLargeValues() throws Throwable {
    List<Object> many = new ArrayList<>(Collections.nCopies(999, 1));
    assertThat(copiers.take(many).objects()).isEqualTo(1_000);
    many.add(1);
    refuses(many, "more than 1000 objects");
    refuses(new byte[70_000], "larger than");
    refuses("x".repeat(40_000), "larger than");
    Object deep = "";
    for (int i = 0; i < 100; i++) {
      deep = new ArrayList<>(List.of(deep));
    }
    refuses(deep, "nested deeper");
  }

  @Test
  @DisplayName("M-2 numbers of another class, a scale, an element and a field make a difference")
  void seesDifferences() throws Throwable {
    assertThat(copiers.isSame(1, 1L)).isFalse();
    assertThat(copiers.isSame(new BigDecimal("1.0"), new BigDecimal("1.00"))).isFalse();
    assertThat(copiers.isSame(new Date(1), new Timestamp(1))).isFalse();
    assertThat(copiers.isSame(List.of(1, 2), List.of(2, 1))).isFalse();
    assertThat(copiers.isSame(new Grant("a"), new Grant("b"))).isFalse();
    assertThat(copiers.isSame(new Team("a", List.of()), new Team("a", List.of("b")))).isFalse();
    assertThat(copiers.isSame(new int[] {1}, new int[] {2})).isFalse();
    Member twice = new Member("a");
    twice.first = new ArrayList<>();
    twice.second = twice.first;
    Member apart = new Member("a");
    apart.first = new ArrayList<>();
    apart.second = new ArrayList<>();
    assertThat(copiers.isSame(twice, apart)).isFalse();
  }

  @Test
  @DisplayName("M-2 values that were made in another order are the same where order means nothing")
  void seesNoDifference() throws Throwable {
    Set<Object> one = new HashSet<>(4);
    Set<Object> other = new HashSet<>(512);
    for (int i = 0; i < 40; i++) {
      one.add(new Role("r" + i, Level.GUEST));
      other.add(new Role("r" + (39 - i), Level.GUEST));
    }
    assertThat(copiers.isSame(one, other)).isTrue();
    other.remove(new Role("r1", Level.GUEST));
    other.add(new Role("r1", Level.MEMBER));
    assertThat(copiers.isSame(one, other)).isFalse();
    Grant grant = new Grant("g");
    assertThat(
            copiers.isSame(
                new ArrayList<>(List.of(grant, grant)),
                new ArrayList<>(List.of(new Grant("g"), new Grant("g")))))
        .isTrue();
  }

  @Test
  @DisplayName("M-2 a value whose copy is another is refused")
  void refusesUnequalCopies() {
    refuses(new ArrayList<>(List.of(new Object[] {new Date(1)}, new Odd(new Date(1)))), "equal");
  }

  /** Its copies differ from it. */
  record Odd(Date since) {
    Odd {
      since = new Date(since.getTime() + 1);
    }
  }

  /** Asks its owner for its hash code. */
  static final class Badge {
    final Set<Badge> badges = new HashSet<>();
    @Nullable Badge owner;
    final List<String> names = new ArrayList<>(List.of("a"));

    @Override
    public boolean equals(@Nullable Object other) {
      return this == other;
    }

    @Override
    public int hashCode() {
      return owner == null ? 0 : owner.names.size();
    }
  }

  @Test
  @DisplayName("M-2 a value whose copy would be made of elements that are not complete is refused")
  void refusesIncompleteElements() {
    Badge owner = new Badge();
    Badge badge = new Badge();
    badge.owner = owner;
    owner.badges.add(badge);
    refuses(owner, "fails with java.lang.NullPointerException");
  }

  @Test
  @DisplayName("M-2 a set that has lost an element by a change of it is refused")
  void refusesBrokenSets() {
    Set<Object> broken = new HashSet<>();
    List<Object> element = new ArrayList<>();
    broken.add(element);
    element.add("changed");
    refuses(broken, "not found");
  }

  @Test
  @DisplayName("A-7 a template does not keep the application's class loader")
  void keepsNoClassLoader() throws Throwable {
    List<Template> kept = new ArrayList<>();
    WeakReference<ClassLoader> loader = takeFromLoader(kept);
    await()
        .until(
            () -> {
              System.gc();
              return loader.get() == null;
            });
    assertThatThrownBy(() -> kept.get(0).make()).hasMessageContaining("gone");
  }

  private WeakReference<ClassLoader> takeFromLoader(List<Template> kept) throws Throwable {
    URL classes = Users.class.getProtectionDomain().getCodeSource().getLocation();
    URLClassLoader loader = new URLClassLoader(new URL[] {classes}, null);
    Class<?> type = loader.loadClass(Grant.class.getName());
    Constructor<?> constructor = type.getDeclaredConstructor(String.class);
    constructor.setAccessible(true);
    Object[] grants = (Object[]) Array.newInstance(type, 1);
    grants[0] = constructor.newInstance("g");
    kept.add(copiers.take(new ArrayList<>(List.of(grants))));
    assertThat(kept.get(0).make()).isNotNull();
    return new WeakReference<>(loader);
  }

  @Test
  @DisplayName("SES-33 closing takes everything out of the application's classes")
  void closes() throws Throwable {
    Template template = copiers.take(Users.account());
    copiers.close();
    await()
        .until(
            () -> {
              System.gc();
              return isGone(template);
            });
  }

  private static boolean isGone(Template template) {
    try {
      template.make();
      return false;
    } catch (Throwable gone) {
      return gone instanceof NotCopyableException;
    }
  }

  private void refuses(@Nullable Object value, String reason) {
    assertThatThrownBy(() -> copiers.take(value))
        .isInstanceOf(NotCopyableException.class)
        .hasMessageContaining(reason);
  }
}

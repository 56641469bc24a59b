package dev.latchkey.agent.copy;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Date;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Users and their surroundings, as applications have them. */
final class Users {
  private Users() {}

  enum Level {
    GUEST,
    MEMBER
  }

  /** Nobody can change it. */
  record Role(String name, Level level) {}

  /** Can be changed by its list. */
  record Team(String name, List<String> members) {}

  /** Nobody can change it either. */
  static final class Grant {
    private final String name;
    private final Instant since;

    Grant(String name) {
      this.name = name;
      since = Instant.EPOCH;
    }

    String name() {
      return name;
    }

    Instant since() {
      return since;
    }
  }

  /** Compares by name, ignoring case; has no state. */
  static final class ByName implements Comparator<Grant> {
    @Override
    public int compare(Grant one, Grant two) {
      return one.name().compareToIgnoreCase(two.name());
    }
  }

  /** Of which there is one. */
  static final class Nobody {
    static final Nobody INSTANCE = new Nobody();
    final List<String> visits = new ArrayList<>();

    private Nobody() {}
  }

  /** Has its name of its superclass. */
  static class Named {
    private String name = "alice";

    String name() {
      return name;
    }

    void rename(String given) {
      name = given;
    }
  }

  /** Has a bit of everything, no constructor without parameters, and final fields. */
  static final class Account extends Named {
    final UUID id;
    final int failures;
    final boolean locked = true;
    final BigDecimal balance = new BigDecimal("1.50");
    final Locale locale = Locale.ROOT;
    final Level level = Level.MEMBER;
    final Object anyone = Nobody.INSTANCE;
    final Date seen = new Date(1);
    final byte[] picture = {1, 2};
    final String[] phones = {"1", "2"};
    final Object[][] table = {{"a", new ArrayList<>(List.of("b"))}, {}};
    final Optional<String> mail = Optional.of("a@example.org");
    final Optional<List<String>> aliases = Optional.of(new ArrayList<>(List.of("al")));
    final List<String> tags = new ArrayList<>(List.of("x"));
    final List<String> few = List.of("y");
    final Set<String> ordered = new LinkedHashSet<>(List.of("z", "a"));
    final Map<String, Object> settings = new HashMap<>(Map.of("k", 1L, "n", new ArrayList<>()));
    final TreeMap<String, Integer> sorted = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    final Set<Level> levels = EnumSet.of(Level.GUEST);
    final Map<Level, String> byLevel = new EnumMap<>(Map.of(Level.GUEST, "g"));
    final SortedGrants grants = new SortedGrants();
    final Role role = new Role("admin", Level.MEMBER);
    final Team team = new Team("red", new ArrayList<>(List.of("bob")));
    final Set<Role> roles = Set.of(role);
    transient @Nullable Account manager;

    Account(UUID id, int failures) {
      this.id = Objects.requireNonNull(id);
      this.failures = failures;
      sorted.put("B", 2);
      sorted.put("a", 1);
    }
  }

  /** An unmodifiable view of a sorted set, as Spring Security's users have one. */
  static final class SortedGrants {
    final Set<Grant> view;

    SortedGrants() {
      TreeSet<Grant> sorted = new TreeSet<>(new ByName());
      sorted.add(new Grant("write"));
      sorted.add(new Grant("read"));
      view = Collections.unmodifiableSet(sorted);
    }
  }

  /** One of those who know each other. */
  static final class Member {
    final String name;
    final Set<Member> friends = new java.util.HashSet<>();
    @Nullable Object first;
    @Nullable Object second;

    Member(String name) {
      this.name = name;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Member that && name.equals(that.name);
    }

    @Override
    public int hashCode() {
      return name.hashCode();
    }
  }

  static Account account() {
    return new Account(UUID.fromString("7e3b7b3e-6ab0-4c53-a1e6-0d6d5b2f8f9a"), 3);
  }
}

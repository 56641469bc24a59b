package dev.latchkey.agent.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.ObjectOutputStream;
import java.math.BigDecimal;
import java.net.URI;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Date;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import net.bytebuddy.agent.ByteBuddyAgent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class WrittenValuesTest {
  private final Copiers copiers = new Copiers(ByteBuddyAgent.install());
  private final WrittenValues values = copiers.written();

  @AfterEach
  void close() {
    copiers.close();
  }

  /** As applications have them. */
  static class Account {
    String name = "al\u00efce \uD800";
    Optional<String> mail = Optional.of("a@x");
    List<Users.Role> roles = new ArrayList<>(List.of(new Users.Role("admin", Users.Level.MEMBER)));
    Map<String, Object> more = new HashMap<>(Map.of("page", 7, "theme", 'd'));
    Account friend = this;
  }

  /** Must not leave the process. */
  record Login(String name, String passwordHash) {}

  /** Nor this. */
  record Marked(@Sensitive String text) {}

  /** Of an application's own. */
  @java.lang.annotation.Retention(java.lang.annotation.RetentionPolicy.RUNTIME)
  @interface Sensitive {}

  static Stream<Object> values() {
    Set<Users.Grant> sorted = new TreeSet<>(new Users.ByName());
    sorted.add(new Users.Grant("write"));
    sorted.add(new Users.Grant("read"));
    return Stream.of(
        new Account(),
        Optional.of(new Users.Team("red", new ArrayList<>(List.of("alice", "bob")))),
        Collections.unmodifiableSet(sorted),
        List.of(1, 2L, (short) 3, (byte) 4, 5f, 6d, 'c', true, new BigDecimal("1.50")),
        List.of(UUID.randomUUID(), URI.create("a:b"), Locale.UK, Instant.now(), LocalDate.MAX),
        ZonedDateTime.now(ZoneId.of("Europe/Paris")),
        new ArrayList<>(List.of(new Date(7), Timestamp.from(Instant.now()), new byte[] {1, 2})),
        EnumSet.of(Users.Level.GUEST),
        new Users.Role[] {new Users.Role("a", Users.Level.GUEST), null},
        new LinkedHashSet<>(List.of("b", "a")),
        Map.of("a", Set.of(1)),
        Collections.emptyList());
  }

  @ParameterizedTest
  @MethodSource("values")
  @DisplayName("SES-25 M-2 what is read is equal to what was written, classes and all")
  void readsBack(Object value) throws Throwable {
    byte[] bytes = values.write(value);
    assertThat(copiers.isSame(values.read(bytes).make(), value)).isTrue();
  }

  @Test
  @DisplayName("SES-25 R-5 a class that no value here had is not read, whatever the bytes name")
  void readsKnownClassesAlone() throws Throwable {
    byte[] bytes = values.write(new Users.Role("admin", Users.Level.MEMBER));
    assertThatThrownBy(() -> copiers.written().read(bytes))
        .isInstanceOf(IllegalArgumentException.class);
    ByteArrayOutputStream gadget = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(gadget)) {
      out.writeObject(new ArrayList<>(List.of("gadget")));
    }
    assertThatThrownBy(() -> values.read(gadget.toByteArray())).isInstanceOf(Exception.class);
  }

  @Test
  @DisplayName("SES-25 a class whose structure has changed is another one")
  void noticesChangedClasses() throws Throwable {
    byte[] bytes = values.write(new Users.Role("admin", Users.Level.MEMBER));
    String digest = ClassNotes.of(Users.Role.class).digest();
    String text = new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1);
    String other = text.replace(digest, "0".repeat(digest.length()));
    assertThat(other).isNotEqualTo(text);
    byte[] changed = other.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
    assertThatThrownBy(() -> values.read(changed)).isInstanceOf(IllegalArgumentException.class);
    assertThat(values.shape(new Users.Role("a", Users.Level.GUEST)))
        .isEqualTo(values.shape(new Users.Role("b", Users.Level.MEMBER)))
        .isNotEqualTo(values.shape(new Users.Grant("a")))
        .isNotEqualTo(values.shape(Optional.of(new Users.Role("b", Users.Level.MEMBER))));
  }

  @ParameterizedTest
  @MethodSource("values")
  @DisplayName("SES-25 bytes that were cut or changed give an exception or a value, and no more")
  void survivesAnyBytes(Object value) throws Throwable {
    byte[] bytes = values.write(value);
    Random random = new Random(7);
    for (int i = 0; i < 300; i++) {
      byte[] changed = java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
      for (int j = 0; j < 3 && changed.length > 0; j++) {
        changed[random.nextInt(changed.length)] = (byte) random.nextInt();
      }
      try {
        values.read(changed);
      } catch (Exception refused) {
        assertThat(refused).isNotNull();
      }
    }
  }

  @Test
  @DisplayName("SES-27 no field or entry that is a secret by its name or annotation is written")
  void writesNoSecrets() {
    for (Object secret :
        List.of(
            new Login("alice", "x"),
            List.of(new Login("alice", "x")),
            new Marked("x"),
            Map.of("apiToken", "x"),
            new HashMap<>(Map.of("user_password", "x")))) {
      assertThatThrownBy(() -> values.write(secret))
          .isInstanceOf(NotCopyableException.class)
          .extracting(refused -> ((NotCopyableException) refused).reason())
          .asString()
          .contains("secret by its name");
    }
  }

  @Test
  @DisplayName("R-5 a value that is nested deeper than 16 objects, or has no codec, is not written")
  void writesNothingDeepOrUnknown() {
    List<Object> deep = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      deep = new ArrayList<>(List.of(deep));
    }
    Object nested = deep;
    assertThatThrownBy(() -> values.write(nested)).isInstanceOf(NotCopyableException.class);
    assertThatThrownBy(() -> values.write(Users.Nobody.INSTANCE))
        .isInstanceOf(NotCopyableException.class);
    assertThatThrownBy(() -> values.write(List.of(String.class)))
        .isInstanceOf(NotCopyableException.class);
  }
}

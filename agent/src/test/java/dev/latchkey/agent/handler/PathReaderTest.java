package dev.latchkey.agent.handler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.latchkey.runtime.config.ConfigSyntaxException;
import dev.latchkey.runtime.config.KeyPath;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class PathReaderTest {
  public static class Account {
    @SuppressWarnings("unused")
    private final String secret = "inner";

    public String getName() {
      return "ada";
    }

    public boolean isActive() {
      return true;
    }

    public Account parent() {
      return null;
    }

    public String header(String name) {
      return name + "!";
    }

    public int shifted(int by) {
      return 40 + by;
    }

    public String broken() {
      throw new IllegalStateException("of the application");
    }
  }

  private static final class Hidden extends Account {
    @Override
    public String getName() {
      return "hidden";
    }
  }

  private static Object read(String path, Object self, Object... arguments) throws Throwable {
    return new PathReader(KeyPath.parse(path)).read(self, arguments, "outcome");
  }

  @Test
  void readsArgumentsTheReceiverAndTheResult() throws Throwable {
    assertThat(read("arg1", null, "a", "b")).isEqualTo("b");
    assertThat(read("this", "receiver")).isEqualTo("receiver");
    assertThat(read("result", null)).isEqualTo("outcome");
    assertThat(read("arg3", null, "a")).isNull();
  }

  @Test
  void readsPropertiesByAccessorGetterOrTest() throws Throwable {
    assertThat(read("arg0.name", null, new Account())).isEqualTo("ada");
    assertThat(read("arg0.active", null, new Account())).isEqualTo(true);
    assertThat(read("arg0.getName", null, new Account())).isEqualTo("ada");
    assertThat(read("arg0.name.length", null, new Account())).isEqualTo(3);
  }

  @Test
  void callsMethodsWithLiterals() throws Throwable {
    assertThat(read("arg0.header('Authorization')", null, new Account()))
        .isEqualTo("Authorization!");
    assertThat(read("arg0.shifted(2)", null, new Account())).isEqualTo(42);
  }

  @Test
  void readsPrivateFieldsAndMethodsOfClassesThatAreNotPublic() throws Throwable {
    assertThat(read("this.#secret", new Account())).isEqualTo("inner");
    assertThat(read("this.#secret", new Hidden())).isEqualTo("inner");
    assertThat(read("this.#secret?", new Account())).isEqualTo("inner");
    assertThat(read("this.#none?.host", new Account())).isNull();
    assertThat(read("this.name", new Hidden())).isEqualTo("hidden");
    assertThat(read("arg0.size", null, List.of(1, 2))).isEqualTo(2);
    assertThat(read("arg0.size", null, Map.of())).isEqualTo(0);
    assertThat(read("arg0.host", null, URI.create("http://example.org/x")))
        .isEqualTo("example.org");
  }

  @Test
  void endsAtTheFirstNull() throws Throwable {
    assertThat(read("arg0.parent.name", null, new Account())).isNull();
    assertThat(read("arg0.name", null, (Object) null)).isNull();
  }

  @Nested
  class WhenAMemberCannotBeRead {
    @Test
    void namesTheClassAndTheMember() {
      assertThatThrownBy(() -> read("arg0.nickname", null, new Account()))
          .isInstanceOf(NoSuchMethodException.class)
          .hasMessageContaining("Account")
          .hasMessageContaining("nickname");
      assertThatThrownBy(() -> read("arg0.#none", null, new Account()))
          .isInstanceOf(NoSuchFieldException.class);
    }

    @Test
    @DisplayName("A-7 keeps no exception with the application's class, nor so our classes")
    void keepsNoException() throws ConfigSyntaxException {
      PathReader reader = new PathReader(KeyPath.parse("arg0.nickname"));
      Object[] arguments = {new Account()};
      Throwable first = catchThrowable(() -> reader.read(null, arguments, null));
      Throwable second = catchThrowable(() -> reader.read(null, arguments, null));
      assertThat(second).hasMessage(first.getMessage()).isNotSameAs(first);
    }

    @Test
    void passesTheApplicationsExceptionOn() {
      assertThatThrownBy(() -> read("arg0.broken", null, new Account()))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("of the application");
    }
  }
}

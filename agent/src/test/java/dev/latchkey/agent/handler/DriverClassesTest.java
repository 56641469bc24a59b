package dev.latchkey.agent.handler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.agent.handler.DriverClasses.Found;
import dev.latchkey.agent.handler.DriverClasses.Kind;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.Wrapper;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.implementation.InvocationHandlerAdapter;
import net.bytebuddy.matcher.ElementMatchers;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DriverClassesTest {
  private final DriverClasses classes = new DriverClasses();
  private final List<String> asked = new ArrayList<>();

  /** A connection of a class of this name that unwraps to {@code inner}, or to itself. */
  private Connection connection(String className, @Nullable Connection inner) throws Exception {
    InvocationHandler handler =
        (self, method, arguments) -> {
          asked.add(method.getName());
          return inner == null ? self : inner;
        };
    return (Connection)
        new ByteBuddy()
            .subclass(Object.class)
            .implement(Connection.class)
            .name(className)
            .method(ElementMatchers.isDeclaredBy(Wrapper.class))
            .intercept(InvocationHandlerAdapter.of(handler))
            .make()
            .load(getClass().getClassLoader())
            .getLoaded()
            .getDeclaredConstructor()
            .newInstance();
  }

  private List<Found> found() {
    List<Found> all = new ArrayList<>();
    for (Found next = classes.next(); next != null; next = classes.next()) {
      all.add(next);
    }
    return all;
  }

  @Test
  void learnTheClassOfADriversConnectionOnce() throws Exception {
    var wakes = new AtomicInteger();
    classes.onFound(wakes::incrementAndGet);
    Connection own = connection("com.acme.driver.OwnConnection", null);

    assertThat(classes.connection(own)).isSameAs(own);
    assertThat(classes.connection(own)).isSameAs(own);

    assertThat(found())
        .containsExactly(new Found(Kind.CONNECTION, "com.acme.driver.OwnConnection"));
    assertThat(wakes).hasValue(1);
    assertThat(asked).containsExactly("unwrap");
  }

  @Test
  void lookThroughWrappers() throws Exception {
    Connection own = connection("com.acme.driver.OwnConnection", null);
    Connection wrapper = connection("com.acme.spy.SpyConnection", own);

    assertThat(classes.connection(wrapper)).isSameAs(own);
    assertThat(classes.connection(wrapper)).isSameAs(own);
    assertThat(found())
        .containsExactly(new Found(Kind.CONNECTION, "com.acme.driver.OwnConnection"));
  }

  @Test
  void leaveThoseOfPoolsAndProxiesAlone() throws Exception {
    Connection pooled = connection("org.apache.commons.dbcp2.OwnConnection", null);
    Connection proxy =
        (Connection)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {Connection.class},
                (self, method, arguments) -> self);

    assertThat(classes.connection(pooled)).isNull();
    assertThat(classes.connection(proxy)).isNull();
    assertThat(found()).isEmpty();
  }
}

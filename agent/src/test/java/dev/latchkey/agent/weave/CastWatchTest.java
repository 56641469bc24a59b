package dev.latchkey.agent.weave;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.runtime.pool.CastCheck.Finding;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import net.bytebuddy.agent.ByteBuddyAgent;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class CastWatchTest {
  /** Has one class, and answers nothing any more, as that of an application that was stopped. */
  private static final class Stopped extends ClassLoader {
    Class<?> define() throws IOException {
      String name = "dev.latchkey.agent.weave.CastWatchTest";
      String file = "/" + name.replace('.', '/') + ".class";
      try (InputStream in = Objects.requireNonNull(CastWatchTest.class.getResourceAsStream(file))) {
        byte[] bytes = in.readAllBytes();
        return defineClass(name, bytes, 0, bytes.length);
      }
    }

    @Override
    public InputStream getResourceAsStream(String name) {
      throw new IllegalStateException("this application was stopped");
    }
  }

  @Test
  @DisplayName("POOL-6 an application whose class loader answers no more does not end the looking")
  void looksPastAFailingLoader() throws IOException {
    Stopped loader = new Stopped();
    assertThat(loader.define().getClassLoader()).isSameAs(loader);
    CastWatch watch = new CastWatch(ByteBuddyAgent.install());
    try {
      assertThat(watch.of(loader)).isEqualTo(Finding.LOOKING);
      watch.look();
      assertThat(watch.of(loader)).isNotEqualTo(Finding.LOOKING);
    } finally {
      watch.close();
    }
  }

  @Test
  @DisplayName("POOL-5 subjects are reckoned with until all classes are known, and once they exist")
  void seesSubjects() throws ClassNotFoundException {
    CastWatch watch = new CastWatch(ByteBuddyAgent.install());
    try {
      assertThat(watch.maySeeSubjects()).as("nothing was looked at").isTrue();
      watch.of(null);
      watch.look();

      Class.forName("javax.security.auth.SubjectDomainCombiner");

      assertThat(watch.maySeeSubjects()).isTrue();
    } finally {
      watch.close();
    }
  }
}

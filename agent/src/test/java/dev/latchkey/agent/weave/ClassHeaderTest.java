package dev.latchkey.agent.weave;

import static org.assertj.core.api.Assertions.assertThat;

import com.acme.Sample;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClassHeaderTest {
  private static byte[] classFile(Class<?> type) throws IOException {
    String resource = "/" + type.getName().replace('.', '/') + ".class";
    try (InputStream in = type.getResourceAsStream(resource)) {
      return in.readAllBytes();
    }
  }

  private static byte[][][] word(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    byte[][][] words = new byte[bytes.length + 1][][];
    words[bytes.length] = new byte[][] {bytes};
    return words;
  }

  @Test
  void findsWordsOfTheConstantPool() throws IOException {
    byte[] tokens = classFile(Sample.Tokens.class);
    assertThat(ClassHeader.read(tokens, word("check")).mentionsWord()).isTrue();
    assertThat(ClassHeader.read(tokens, word("chec")).mentionsWord()).isFalse();
    assertThat(ClassHeader.read(tokens, word("verify")).mentionsWord()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      classes = {
        Sample.Far.class,
        Sample.Check.class,
        ConcurrentHashMap.class,
        String.class,
        Object.class,
        Math.class,
        List.class
      })
  void namesWhatAClassExtendsAndImplements(Class<?> type) throws IOException {
    List<String> expected = new ArrayList<>();
    if (type != Object.class) {
      Class<?> parent = type.isInterface() ? Object.class : type.getSuperclass();
      expected.add(parent.getName().replace('.', '/'));
    }
    for (Class<?> implemented : type.getInterfaces()) {
      expected.add(implemented.getName().replace('.', '/'));
    }
    assertThat(ClassHeader.read(classFile(type), word("x")).parents()).isEqualTo(expected);
  }

  @Test
  void understandsNoTruncatedFile() throws IOException {
    byte[] tokens = classFile(Sample.Tokens.class);
    assertThat(ClassHeader.read(Arrays.copyOf(tokens, 40), word("check"))).isNull();
    assertThat(ClassHeader.read(new byte[0], word("check"))).isNull();
  }
}

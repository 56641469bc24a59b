package dev.latchkey.agent.handler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.runtime.config.KeyPath;
import dev.latchkey.runtime.config.MethodPattern;
import dev.latchkey.runtime.config.TargetConfig;
import dev.latchkey.runtime.operation.Layer;
import dev.latchkey.runtime.store.Fingerprint;
import dev.latchkey.runtime.store.IdentityIds;
import java.net.URL;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class SourceTest {
  /** What a library's retriever looks like: headers that are told, trust that is not. */
  public static class Retriever {
    @SuppressWarnings("unused")
    private final Object trust;

    private final Map<String, String> headers;

    Retriever(Object trust, Map<String, String> headers) {
      this.trust = trust;
      this.headers = headers;
    }

    public Map<String, String> getHeaders() {
      return headers;
    }
  }

  private static final int SITE = 7;

  private final IdentityIds ids = new IdentityIds(100);

  private Optional<Fingerprint> of(
      List<String> key, List<String> identity, Object self, Object... arguments) throws Throwable {
    TargetConfig config =
        TargetConfig.builder(
                "fetch", Layer.JWKS, "com.acme.Retriever", MethodPattern.parse("fetch"))
            .key(paths(key))
            .identity(paths(identity))
            .build();
    return new Source(config, ids).of(SITE, self, arguments);
  }

  private static List<KeyPath> paths(List<String> texts) throws Exception {
    List<KeyPath> paths = new java.util.ArrayList<>();
    for (String text : texts) {
      paths.add(KeyPath.parse(text));
    }
    return paths;
  }

  @Test
  @DisplayName("K-2 address, headers and trust each separate sources")
  void separates() throws Throwable {
    List<String> key = List.of("arg0", "this.headers");
    List<String> identity = List.of("this.#trust");
    Object trust = new Object();
    URL url = new URL("https://idp.example/keys");
    Optional<Fingerprint> first = of(key, identity, new Retriever(trust, Map.of("a", "1")), url);
    assertThat(first).isPresent();
    assertThat(
            of(
                key,
                identity,
                new Retriever(trust, Map.of("a", "1")),
                new URL("https://idp.example/keys")))
        .isEqualTo(first);
    assertThat(
            of(
                key,
                identity,
                new Retriever(trust, Map.of("a", "1")),
                new URL("https://idp.example/other")))
        .isNotEqualTo(first);
    assertThat(of(key, identity, new Retriever(trust, Map.of("a", "2")), url)).isNotEqualTo(first);
    assertThat(of(key, identity, new Retriever(new Object(), Map.of("a", "1")), url))
        .isNotEqualTo(first);
    assertThat(of(key, identity, new Retriever(null, Map.of("a", "1")), url)).isNotEqualTo(first);
  }

  @Test
  @DisplayName(
      "G-7 an argument that the key does not name keeps the call out of the cache unless it is null")
  void unnamedArguments() throws Throwable {
    assertThat(of(List.of("arg0"), List.of(), null, "named", "unnamed")).isEmpty();
    assertThat(of(List.of("arg0"), List.of(), null, "named", null)).isPresent();
    assertThat(of(List.of(), List.of(), null, "all", "count")).isPresent();
    assertThat(of(List.of(), List.of(), null, "all", new Object())).isEmpty();
  }
}

package dev.latchkey.agent.handler.async;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.runtime.config.Role;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignaturesTest {
  @Test
  @DisplayName("A-1 a Kotlin suspend function is recognized by its last parameter and left alone")
  void suspend() {
    assertThat(Signatures.leftAlone(List.of("java.lang.String", "kotlin.coroutines.Continuation")))
        .contains("Kotlin suspend function: left alone");
    assertThat(Signatures.leftAlone(List.of("kotlin.coroutines.Continuation", "java.lang.String")))
        .isEmpty();
    assertThat(Signatures.leftAlone(List.of())).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "reactor.core.publisher.Flux",
        "java.util.stream.Stream",
        "java.util.Iterator",
        "java.io.InputStream",
        "org.reactivestreams.Publisher",
        "io.reactivex.rxjava3.core.Single",
        "kotlinx.coroutines.flow.Flow"
      })
  @DisplayName("A-1 results of many values, or read only once, are refused with the type's name")
  void notKept(String type) {
    assertThat(Signatures.notKept(Role.VALIDATE, type, false).orElseThrow())
        .startsWith("unsupported return type " + type);
    assertThat(Signatures.notKept(Role.TIME, type, false)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "java.util.concurrent.CompletableFuture",
        "reactor.core.publisher.Mono",
        "io.smallrye.mutiny.Uni",
        "io.vertx.core.Future"
      })
  @DisplayName("A-1 a value that arrives later is for validations, not for raw documents")
  void arrivingValues(String type) {
    assertThat(Signatures.notKept(Role.INTROSPECT, type, false)).isEmpty();
    assertThat(Signatures.notKept(Role.FETCH, type, false).orElseThrow()).contains(type);
  }

  @Test
  @DisplayName("A-1 a document that arrives later is kept where the target chooses from it")
  void chosenFrom() {
    assertThat(Signatures.notKept(Role.FETCH, "reactor.core.publisher.Mono", true)).isEmpty();
    assertThat(Signatures.notKept(Role.FETCH, "java.util.concurrent.CompletionStage", true))
        .isPresent();
  }

  @Test
  void leavesOthersToTheirValues() {
    for (Role role : Role.values()) {
      assertThat(Signatures.notKept(role, "java.lang.String", false)).isEmpty();
    }
  }
}

package dev.latchkey.agent.handler.async;

import dev.latchkey.runtime.config.Role;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Judges methods by the names in their signature, before any class is loaded: which must be left
 * alone, and which give results that cannot be kept. Stateless.
 */
public final class Signatures {
  private static final String CONTINUATION = "kotlin.coroutines.Continuation";

  private static final String RXJAVA = "io.reactivex.";

  private static final Set<String> NOT_KEPT =
      Set.of(
          "java.io.InputStream",
          "java.io.Reader",
          "java.nio.channels.ReadableByteChannel",
          "java.sql.ResultSet",
          "java.util.Enumeration",
          "java.util.Iterator",
          "java.util.ListIterator",
          "java.util.Spliterator",
          "java.util.PrimitiveIterator$OfInt",
          "java.util.concurrent.Flow$Publisher",
          "java.util.concurrent.Future",
          "java.util.stream.BaseStream",
          "java.util.stream.DoubleStream",
          "java.util.stream.IntStream",
          "java.util.stream.LongStream",
          "java.util.stream.Stream",
          "com.google.api.core.ApiFuture",
          "com.google.common.util.concurrent.ListenableFuture",
          "io.smallrye.mutiny.Multi",
          "io.vertx.core.streams.ReadStream",
          "kotlin.sequences.Sequence",
          "kotlinx.coroutines.Deferred",
          "kotlinx.coroutines.flow.Flow",
          "org.reactivestreams.Publisher",
          "reactor.core.publisher.Flux",
          "scala.concurrent.Future");

  private Signatures() {}

  /**
   * Returns why a method must not be woven at all, or nothing when it may be.
   *
   * @param parameterTypes binary names, in order
   */
  public static Optional<String> leftAlone(List<String> parameterTypes) {
    // Such a method returns when it suspends and is entered again when it resumes: neither what it
    // returns nor how long it runs says anything.
    boolean suspends =
        !parameterTypes.isEmpty()
            && parameterTypes.get(parameterTypes.size() - 1).equals(CONTINUATION);
    return suspends ? Optional.of("Kotlin suspend function: left alone") : Optional.empty();
  }

  /**
   * Returns why a target with this role cannot do its work on a method, or nothing when it is for
   * the values to tell: the method delivers many values, or one that can be read only once, or is
   * asynchronous in a way that is not known.
   *
   * @param returnType binary name
   */
  public static Optional<String> notKept(Role role, String returnType) {
    boolean unfit =
        switch (role) {
          case VALIDATE, INTROSPECT -> isUnfit(returnType);
          case FETCH, SIGNATURE, LOOKUP, OPERATION ->
              isUnfit(returnType) || Arrival.of(returnType) != Arrival.AT_ONCE;
          case TOKEN, RESPONSE, CONNECT, PASSWORD, TIME -> false;
        };
    return unfit
        ? Optional.of(
            "unsupported return type " + returnType + " for role " + role.id() + "; use role: time")
        : Optional.empty();
  }

  private static boolean isUnfit(String returnType) {
    return NOT_KEPT.contains(returnType) || returnType.startsWith(RXJAVA);
  }
}

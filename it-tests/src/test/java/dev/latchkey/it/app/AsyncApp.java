package dev.latchkey.it.app;

import com.nimbusds.jose.jwk.JWK;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import reactor.core.publisher.Mono;

/**
 * Validates the tokens that it reads, a line each: the form of the answer and the token. {@code
 * assemble TOKEN} prepares a validation, {@code subscribe} carries it out, {@code runs} says how
 * often the validator worked.
 */
public final class AsyncApp {
  private AsyncApp() {}

  /** Takes the public key. */
  public static void main(String[] arguments) throws Exception {
    AsyncValidator validator = new AsyncValidator(JWK.parse(arguments[0]));
    Mono<AsyncValidator.Verified> assembled = Mono.empty();
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String[] words = line.split(" ", 2);
      if (words[0].equals("assemble")) {
        assembled = validator.mono(words[1]);
        System.out.println("assembled");
      } else if (words[0].equals("subscribe")) {
        System.out.println(verdict(assembled::block));
      } else if (words[0].equals("runs")) {
        System.out.println(validator.runs());
      } else {
        System.out.println(verdict(() -> validate(validator, words[0], words[1])));
      }
    }
  }

  private static AsyncValidator.Verified validate(
      AsyncValidator validator, String form, String token) {
    return switch (form) {
      case "future" -> validator.future(token).join();
      case "mono" -> validator.mono(token).block();
      case "uni" -> validator.uni(token).await().indefinitely();
      case "vertx" -> validator.vertx(token).toCompletionStage().toCompletableFuture().join();
      case "many" -> validator.many(token).blockFirst();
      case "suspending" -> (AsyncValidator.Verified) validator.suspending(token, null);
      default -> throw new IllegalArgumentException(form);
    };
  }

  private static String verdict(Callable<AsyncValidator.Verified> validation) {
    try {
      return "ok " + validation.call().subject();
    } catch (Exception refused) {
      Throwable cause = refused instanceof CompletionException ? refused.getCause() : refused;
      return "refused " + cause.getClass().getSimpleName() + ": " + cause.getMessage();
    }
  }
}

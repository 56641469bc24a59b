package dev.latchkey.it.app;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.Callable;

/**
 * Authenticates the tokens that it reads, a line each: {@code auth TOKEN}, {@code fetch-first
 * TOKEN}, {@code by-header TOKEN}, {@code tenant NUMBER TOKEN} with a key-set address of the
 * tenant's own, {@code kept TOKEN} with a key source that lives as long as the application.
 */
public final class NaiveAuthApp {
  private NaiveAuthApp() {}

  /** Takes the key set's address. */
  public static void main(String[] arguments) throws Exception {
    NaiveAuthenticator orders = new NaiveAuthenticator(new URL(arguments[0]), "orders");
    NaiveAuthenticator billing = new NaiveAuthenticator(new URL(arguments[0]), "billing");
    DefaultJWTProcessor<SecurityContext> kept = keeping(new URL(arguments[0]));
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String[] words = line.split(" ", 2);
      System.out.println(
          switch (words[0]) {
            case "auth" -> verdict(() -> orders.authenticate(words[1]));
            case "billing" -> verdict(() -> billing.authenticate(words[1]));
            case "pair" -> {
              String[] tokens = words[1].split(" ", 2);
              yield verdict(() -> orders.authenticatePair(tokens[0], tokens[1]));
            }
            case "tenant" -> {
              String[] tenant = words[1].split(" ", 2);
              URL own = new URL(arguments[0] + "?tenant=" + tenant[0]);
              yield verdict(() -> new NaiveAuthenticator(own, "orders").authenticate(tenant[1]));
            }
            case "by-header" -> verdict(() -> orders.authenticateByHeader(words[1]));
            case "kept" -> verdict(() -> kept.process(words[1], null).getSubject());
            case "fetch-first" -> verdict(() -> orders.authenticateFetchingFirst(words[1]));
            default -> "unknown command";
          });
    }
  }

  private static DefaultJWTProcessor<SecurityContext> keeping(URL keySet) {
    DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
    processor.setJWSKeySelector(
        new JWSVerificationKeySelector<>(
            Set.of(JWSAlgorithm.RS256, JWSAlgorithm.ES256),
            JWKSourceBuilder.create(keySet, new DefaultResourceRetriever(10_000, 10_000))
                .rateLimited(false)
                .build()));
    return processor;
  }

  private static String verdict(Callable<String> authentication) {
    try {
      return "ok " + authentication.call();
    } catch (Exception refused) {
      return "refused " + refused.getClass().getSimpleName() + ": " + refused.getMessage();
    }
  }
}

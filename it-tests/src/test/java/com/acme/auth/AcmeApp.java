package com.acme.auth;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.source.RemoteJWKSet;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import com.sun.management.HotSpotDiagnosticMXBean;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.Callable;

/** Validates the tokens that it reads, a line each, in the ways that its commands name. */
public final class AcmeApp {
  private final TokenService service;
  private final TokenService billing;
  private final DefaultJWTProcessor<SecurityContext> processor;
  private final DefaultJWTProcessor<SecurityContext> other;

  private AcmeApp(RSAKey key, URL keySet) {
    service = new TokenService(key, "orders");
    billing = new TokenService(key, "billing");
    processor = processor(keySet, "orders");
    other = processor(keySet, "billing");
  }

  /** Takes a public key and the address of a key set. */
  public static void main(String[] arguments) throws Exception {
    AcmeApp app = new AcmeApp(RSAKey.parse(arguments[0]), new URL(arguments[1]));
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String[] words = line.split(" ", 2);
      System.out.println(verdict(() -> app.run(words[0], words.length > 1 ? words[1] : "")));
    }
  }

  @SuppressWarnings("deprecation") // what applications of today use
  private static DefaultJWTProcessor<SecurityContext> processor(URL keySet, String audience) {
    DefaultJWTProcessor<SecurityContext> made = new DefaultJWTProcessor<>();
    made.setJWSKeySelector(
        new JWSVerificationKeySelector<>(JWSAlgorithm.RS256, new RemoteJWKSet<>(keySet)));
    made.setJWTClaimsSetVerifier(new DefaultJWTClaimsVerifier<>(audience, null, Set.of("exp")));
    return made;
  }

  private String run(String command, String token) throws Exception {
    return switch (command) {
      case "validate" -> {
        TokenService.Caller caller = service.validate(token);
        String seen = caller.subject() + " " + caller.roles() + " " + caller.token().equals(token);
        caller.roles().add("admin");
        yield seen;
      }
      case "revoke" -> {
        service.revoke(token);
        yield "revoked";
      }
      case "billing" -> billing.validate(token).subject();
      case "bean" -> service.validateToBean(token).getSubject();
      case "require" -> {
        service.require(token);
        yield "required";
      }
      case "runs" -> String.valueOf(service.runs());
      case "nimbus" -> {
        JWTClaimsSet claims = processor.process(token, null);
        String seen = claims.getSubject() + " " + claims.getExpirationTime().getTime() / 1000;
        claims.getExpirationTime().setTime(0);
        yield seen;
      }
      case "nimbus-other" -> other.process(token, null).getSubject();
      case "nimbus-narrow" -> {
        processor.setJWTClaimsSetVerifier(
            new DefaultJWTClaimsVerifier<>("shipping", null, Set.of("exp")));
        yield "narrow";
      }
      case "dump" -> {
        System.gc();
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class).dumpHeap(token, true);
        yield "dumped";
      }
      default -> "unknown command";
    };
  }

  private static String verdict(Callable<String> call) {
    try {
      return "ok " + call.call();
    } catch (Throwable thrown) {
      return thrown.getClass().getSimpleName() + " " + thrown.getMessage();
    }
  }
}

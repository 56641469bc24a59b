package dev.latchkey.agent.handler;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.latchkey.agent.handler.async.Arrival;
import dev.latchkey.runtime.operation.CacheOutcome;
import dev.latchkey.runtime.rollout.Phase;
import dev.latchkey.runtime.rollout.PhaseChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** A reactive library that keeps its key set for good and chooses from it, woven by hand. */
class SelectedKeysTest {
  private static final RSAKey FIRST = key("first");
  private static final RSAKey SECOND = key("second");
  private static final Object CLIENT = new Object();

  private final HandWoven woven =
      new HandWoven(
          """
          phases: { jwks: { enabled: true } }
          targets:
            - { name: decode, layer: jwt, role: time, class: a.Decoder, method: decode, token: arg0 }
            - name: keys
              layer: jwks
              role: fetch
              class: SOURCE
              method: get
              key: [this.#address]
              identity: [this.#client]
              unless: [this.#kept.get.#value?]
              document: [this.#kept.get.#value?.toString(false)]
              rebuild: { class: com.nimbusds.jose.jwk.JWKSet, method: parse }
              selected-by: arg0.select
            - name: verify
              layer: jwt
              role: signature
              class: a.Verifier
              method: verify
              signature: { algorithm: arg0, key: arg1, input: arg2, value: arg3 }
          """
              .replace("SOURCE", KeySource.class.getName()),
          new HandTicker());

  private JWKSet published = new JWKSet(FIRST.toPublicJWK());
  private int fetches;
  private boolean elsewhere;
  private boolean addingToItsChoice;

  SelectedKeysTest() {
    woven.arrival("decode", Arrival.DEFERRED);
    woven.arrival("keys", Arrival.DEFERRED);
  }

  @AfterEach
  void stop() {
    woven.close();
    assertThat(woven.log).as("faults of our own").isEmpty();
  }

  private static RSAKey key(String kid) {
    try {
      return new RSAKeyGenerator(2048).keyID(kid).generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What the library keeps of one decoder: as Spring Security does. */
  final class KeySource {
    @SuppressWarnings("unused") // read by name
    private final Object client;

    private final String address;
    private final AtomicReference<Mono<JWKSet>> kept = new AtomicReference<>(Mono.empty());

    KeySource(Object client, String address) {
      this.client = client;
      this.address = address;
    }

    Mono<?> get(JWKSelector selector) throws Exception {
      return woven.call("keys", Mono.class, this, new Object[] {selector}, () -> body(selector));
    }

    private Mono<List<JWK>> body(JWKSelector selector) {
      return Mono.defer(kept::get)
          .switchIfEmpty(Mono.defer(this::fetch))
          .flatMap(
              keys -> {
                List<JWK> matches = new ArrayList<>(selector.select(keys));
                if (addingToItsChoice) {
                  matches.add(SECOND.toPublicJWK());
                }
                return matches.isEmpty() ? Mono.empty() : Mono.just(matches);
              })
          .switchIfEmpty(Mono.defer(() -> fetch().map(selector::select)));
    }

    private Mono<JWKSet> fetch() {
      Mono<JWKSet> fetched =
          Mono.fromSupplier(
                  () -> {
                    fetches++;
                    return published;
                  })
              .doOnNext(keys -> kept.set(Mono.just(keys)));
      return elsewhere ? fetched.subscribeOn(Schedulers.boundedElastic()) : fetched;
    }

    boolean keepsNothing() {
      return kept.get().blockOptional().isEmpty();
    }

    boolean accepts(String token) throws Exception {
      Mono<?> decoded =
          woven.call("decode", Mono.class, null, new Object[] {token}, () -> decoding(token));
      return Boolean.TRUE.equals(decoded.block());
    }

    private Mono<Boolean> decoding(String token) throws Exception {
      SignedJWT jwt = SignedJWT.parse(token);
      JWKMatcher wanted = new JWKMatcher.Builder().keyID(jwt.getHeader().getKeyID()).build();
      return get(new JWKSelector(wanted)).map(keys -> verifies(jwt, (List<?>) keys));
    }
  }

  private boolean verifies(SignedJWT jwt, List<?> keys) {
    try {
      if (keys.isEmpty()) {
        return false;
      }
      RSAKey key = (RSAKey) keys.get(0);
      Object[] arguments = {
        "RS256", key.toPublicKey(), jwt.getSigningInput(), jwt.getSignature().toString()
      };
      return woven.call(
          "verify", Boolean.class, null, arguments, () -> jwt.verify(new RSASSAVerifier(key)));
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static String token(RSAKey key) throws JOSEException {
    SignedJWT jwt =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()).build(),
            new JWTClaimsSet.Builder().subject("alice").build());
    jwt.sign(new RSASSASigner(key));
    return jwt.serialize();
  }

  private KeySource source() {
    return new KeySource(CLIENT, "https://idp.example/keys");
  }

  private long hits() {
    return woven.outcome("keys", CacheOutcome.HIT);
  }

  @Test
  @DisplayName("K-16 a new key source is answered, and its own key set stays as it was: not there")
  void answersWithoutTouching() throws Exception {
    String good = token(FIRST);
    KeySource first = source();
    assertThat(first.accepts(good)).isTrue();
    assertThat(first.keepsNothing()).as("the library's own fetch is kept by it").isFalse();
    KeySource second = source();
    assertThat(second.accepts(good)).isTrue();
    assertThat(second.accepts(good)).isTrue();
    assertThat(second.keepsNothing()).isTrue();
    assertThat(fetches).isEqualTo(1);
    assertThat(hits()).isEqualTo(2);
  }

  @Test
  @DisplayName("K-16 a key source that has a key set of its own is left alone")
  void leavesOthersAlone() throws Exception {
    KeySource first = source();
    first.accepts(token(FIRST));
    assertThat(first.accepts(token(FIRST))).isTrue();
    assertThat(hits()).isZero();
    assertThat(woven.outcome("keys", CacheOutcome.DISABLED)).isEqualTo(1);
  }

  @Test
  @DisplayName("K-7 a key that is not in the document is fetched for, at once")
  void rotated() throws Exception {
    source().accepts(token(FIRST));
    published = new JWKSet(List.of(FIRST.toPublicJWK(), SECOND.toPublicJWK()));
    assertThat(source().accepts(token(SECOND))).isTrue();
    assertThat(fetches).isEqualTo(2);
    assertThat(source().accepts(token(SECOND))).isTrue();
    assertThat(source().accepts(token(FIRST))).isTrue();
    assertThat(fetches).isEqualTo(2);
  }

  @Test
  @DisplayName("K-10 a signature that fails with a served document has the next look-up fetch")
  void replacedUnderItsName() throws Exception {
    source().accepts(token(FIRST));
    RSAKey renewed = key("first");
    published = new JWKSet(renewed.toPublicJWK());
    assertThat(source().accepts(token(renewed))).as("the document of before").isFalse();
    assertThat(source().accepts(token(renewed))).isTrue();
    assertThat(source().accepts(token(FIRST))).isFalse();
  }

  @Test
  @DisplayName("K-15 an unknown key gets the library's own answer, as often as it comes")
  void unknown() throws Exception {
    source().accepts(token(FIRST));
    for (int i = 0; i < 10; i++) {
      assertThat(source().accepts(token(SECOND))).isFalse();
    }
    assertThat(fetches).as("K-8: with two of its own per forced one").isLessThanOrEqualTo(5);
  }

  @Test
  @DisplayName("K-2 another client or another address has a document of its own")
  void otherOrigin() throws Exception {
    source().accepts(token(FIRST));
    assertThat(new KeySource(new Object(), "https://idp.example/keys").accepts(token(FIRST)))
        .isTrue();
    assertThat(new KeySource(CLIENT, "https://idp.example/other").accepts(token(FIRST))).isTrue();
    assertThat(fetches).isEqualTo(3);
  }

  @Test
  @DisplayName("K-2 K-14 key sources whose addresses are not known yet share nothing")
  void unknownAddress() throws Exception {
    assertThat(new KeySource(CLIENT, null).accepts(token(FIRST))).isTrue();
    published = new JWKSet(SECOND.toPublicJWK());
    assertThat(new KeySource(CLIENT, null).accepts(token(FIRST))).isFalse();
    assertThat(hits()).isZero();
  }

  @Test
  @DisplayName("K-15 what the library makes of a key set in another way is not kept")
  void otherChoice() throws Exception {
    addingToItsChoice = true;
    assertThat(source().accepts(token(FIRST))).isTrue();
    assertThat(source().accepts(token(FIRST))).isTrue();
    assertThat(hits()).isZero();
    assertThat(fetches).isEqualTo(2);
  }

  @Test
  @DisplayName("K-7 a call outside every token's validation is not served")
  void withoutToken() throws Exception {
    source().accepts(token(FIRST));
    source().get(new JWKSelector(new JWKMatcher.Builder().build())).block();
    assertThat(fetches).isEqualTo(2);
  }

  @Test
  @DisplayName("A-2 a fetch that ends on another thread is kept, and served on the caller's own")
  void otherThread() throws Exception {
    elsewhere = true;
    assertThat(source().accepts(token(FIRST))).isTrue();
    assertThat(source().accepts(token(FIRST))).isTrue();
    assertThat(fetches).isEqualTo(1);
    assertThat(woven.runtime().operations().current()).as("nothing is left open").isNull();
  }

  @Test
  @DisplayName("C-5 with the phase off the library answers by itself")
  void off() throws Exception {
    source().accepts(token(FIRST));
    woven
        .runtime()
        .phases()
        .change(
            Phase.JWKS,
            new PhaseChange(Optional.of(false), OptionalInt.empty(), "test", ""),
            OptionalLong.empty());
    assertThat(source().accepts(token(FIRST))).isTrue();
    assertThat(fetches).isEqualTo(2);
  }
}

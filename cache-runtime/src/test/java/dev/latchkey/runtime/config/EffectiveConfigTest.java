package dev.latchkey.runtime.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.runtime.feed.FeedKind;
import dev.latchkey.runtime.feed.FeedTable;
import dev.latchkey.runtime.operation.Layer;
import dev.latchkey.runtime.rollout.Phase;
import java.io.File;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EffectiveConfigTest {
  private static final Map<String, String> ENVIRONMENT =
      Map.of("HOME", "/home/app", "PORT", "8080", "EMPTY", "");

  private static final String HASH = "0123456789ABCDEF".repeat(4);

  private static final String EVERY_KEY =
      """
      admin:
        host: 0.0.0.0
        port: ${PORT}
        token-file: /run/token
        tokens:
          - { name: alice, role: operator, file: /run/alice }
          - { name: probe, role: viewer, sha256: HASH }
        read-only: true
        tls: { certificate: /run/chain.pem, key: /run/key.pem }
      presets: [nimbus-jose-jwt, jjwt]
      targets:
        - name: check
          layer: jwt
          role: time
          class: com.acme.Tokens$Reader
          method: check(java.lang.String,byte[], int)
          match: subtypes
          key: [arg0, "arg1.get('a', -2, true)"]
          ttl: 4m
          tier: full
          expires-at: result.expiresAt
          token: arg0
          unless: [arg1]
          identity: [this.#factory]
          invalidated-by:
            - { class: com.acme.Users, method: update, key: [arg0.subject, result] }
            - { sql-table: users, except-columns: [last_seen] }
        - name: keys
          layer: jwks
          class: com.acme.Keys
          method: fetch
          ttl: 6m
          document: [result.text, result.type]
          text: result.type
          rebuild: { class: com.acme.Documents, method: parse }
          subclasses: [com.acme.Keys$Own]
          within: auth
          forced-by: [arg0.#before?]
          selected-by: arg1.choose
        - name: verify
          layer: jwt
          role: signature
          class: com.acme.Verifier
          method: verify
          key: [this.#parameters]
          signature: { algorithm: arg0, key: [this.key, this.#own], input: [arg1, arg3], value: arg2 }
      phases:
        jwks: { enabled: true, rollout: 1, ttl: 15m, ttl-on-no-cache: 2m, refresh-ahead: 90s, stale-if-error: 0, max-entries: 256 }
        jwt: { enabled: true, rollout: 2, ttl: 2m, tier: full, max-entries: 1 }
        session:
          enabled: true
          rollout: 3
          ttl: 30m
          accept-staleness: true
          replica-lag: 5s
          trial: 7
          feed: { kind: poll, url: "jdbc:postgresql://app:pw@db/app", user: latchkey, password-file: /run/feed, tables: [users, auth.roles] }
          store: redis
          redis: { uri: "rediss://app:pw@redis:6379", key-file: /run/key }
        pool: { enabled: true, rollout: 4, engine: bounded, reset: jdbc, max-idle: 1, max-active: 8, max-lifetime: 1m, prepared-statements: true }
        integrated: { enabled: true, rollout: 5, tune: false }
      guard: { max-regression: 5%, steps: [1, 95], min-step: 1h, min-samples: 50, hold-back: 0%, verify-hits: 25%, gate: hit-rate, cool-down: 2h }
      history: { dir: /var/history, retain: 1d }
      alerts:
        - { name: slow, when: "auth.p95 >= 0.5s for 2m", severity: critical }
        - { name: fast, when: "auth.rate < 10/s" }
        - { name: burn, when: "auth.success burns 99.9%" }
      notifications: { webhook: "https://user:hook-pw@alerts/x", secret-file: /run/hmac }
      export:
        otlp: { endpoint: "https://collector:4318", interval: 1s, headers-file: /run/headers }
        jfr: { threshold: 1ms }
        server-timing: { clients: [127.0.0.1, "::1", 10.0.0.0/8] }
      """
          .replace("HASH", HASH);

  @Nested
  class OfAnEmptyFile {
    private final LatchkeyConfig config = read("");

    @Test
    void watchesAndChangesNothing() {
      assertThat(config.admin())
          .isEqualTo(
              new AdminConfig(
                  "127.0.0.1", OptionalInt.of(7171), new File("/home/app/.latchkey/token")));
      assertThat(config.presets()).isEqualTo(PresetsConfig.AUTO);
      assertThat(config.targets()).isEmpty();
      assertThat(config.phases().jwks())
          .isEqualTo(
              new JwksPhase(
                  false,
                  100,
                  Duration.ofMinutes(5),
                  Duration.ofMinutes(5),
                  Duration.ofMinutes(1),
                  Duration.ofMinutes(10),
                  200));
      assertThat(config.phases().jwt())
          .isEqualTo(new JwtPhase(false, 100, Duration.ofMinutes(3), Tier.SIGNATURE, 50_000));
      assertThat(config.phases().session())
          .isEqualTo(
              new SessionPhase(
                  false,
                  100,
                  Duration.ofMinutes(1),
                  false,
                  1_000,
                  Optional.empty(),
                  Optional.empty(),
                  Optional.empty()));
      assertThat(config.phases().pool())
          .isEqualTo(
              new PoolPhase(
                  false,
                  100,
                  PoolPhase.Engine.RECYCLER,
                  PoolPhase.Reset.FULL,
                  new PoolPhase.Limits(64, 0, Duration.ofMinutes(10))));
      assertThat(config.phases().integrated()).isEqualTo(new IntegratedPhase(false, 100, true));
      assertThat(config.guard())
          .isEqualTo(
              new GuardConfig(
                  0.10,
                  List.of(10, 50, 100),
                  Duration.ofMinutes(5),
                  200,
                  0.05,
                  0.01,
                  "none",
                  Duration.ofMinutes(30)));
      assertThat(config.history())
          .isEqualTo(
              new HistoryConfig(new File("/home/app/.latchkey/history"), Duration.ofDays(30)));
      assertThat(config.alerts()).isEmpty();
      assertThat(config.export())
          .isEqualTo(new ExportConfig(Optional.empty(), Duration.ofMillis(20), List.of()));
    }

    @Test
    void hasEveryPhaseAsTheRecordsHaveIt() {
      assertThat(config.phases()).isEqualTo(PhasesConfig.DEFAULT);
      assertThat(Arrays.stream(Phase.values()).map(config.phases()::of))
          .hasSize(5)
          .doesNotHaveDuplicates()
          .noneMatch(PhaseConfig::enabled);
    }

    @Test
    void namesTheDefaultAsTheSourceOfEverySetting() {
      assertThat(config.settings())
          .contains(
              new Setting("admin.port", "7171", Setting.Source.DEFAULT, 0),
              new Setting("phases.jwks.ttl", "5m", Setting.Source.DEFAULT, 0),
              new Setting("guard.max-regression", "10%", Setting.Source.DEFAULT, 0))
          .allMatch(setting -> setting.source() == Setting.Source.DEFAULT);
      assertThat(config.notYetAvailable()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "# nothing but a comment\n",
          "---\n",
          "\uFEFF",
          "{}",
          "admin:\ntargets:\nphases:\n  jwks:\nalerts:\n"
        })
    void isTheSameForFilesThatSayNothing(String text) {
      LatchkeyConfig other = read(text);

      assertThat(other.admin()).isEqualTo(config.admin());
      assertThat(other.phases()).isEqualTo(config.phases());
      assertThat(other.targets()).isEmpty();
    }

    @Test
    void fallsBackToTheHomeThatJavaKnows() {
      assertThat(LatchkeyConfig.defaults().admin().tokenFile())
          .isEqualTo(new File(System.getProperty("user.home"), ".latchkey/token"));
    }
  }

  @Nested
  class OfAFileWithEveryKey {
    private final LatchkeyConfig config = read(EVERY_KEY);

    @Test
    void hasTheAdminAndThePresets() {
      assertThat(config.admin())
          .isEqualTo(
              new AdminConfig(
                  "0.0.0.0",
                  OptionalInt.of(8080),
                  new File("/run/token"),
                  List.of(
                      new NamedToken(
                          "alice",
                          AdminRole.OPERATOR,
                          Optional.of(new File("/run/alice")),
                          Optional.empty()),
                      new NamedToken(
                          "probe",
                          AdminRole.VIEWER,
                          Optional.empty(),
                          Optional.of(new Secret(HASH.toLowerCase(Locale.ROOT))))),
                  true,
                  Optional.of(
                      new AdminTls(
                          new File("/run/chain.pem"),
                          Optional.of(new File("/run/key.pem")),
                          Optional.empty()))));
      assertThat(config.presets())
          .isEqualTo(new PresetsConfig(false, List.of("nimbus-jose-jwt", "jjwt")));
      assertThat(config.presets().selects("jjwt")).isTrue();
      assertThat(config.presets().selects("jose4j")).isFalse();
    }

    @Test
    void hasTheTargets() throws ConfigSyntaxException {
      TargetConfig check =
          TargetConfig.builder(
                  "check",
                  Layer.JWT,
                  "com.acme.Tokens$Reader",
                  MethodPattern.parse("check(java.lang.String, byte[], int)"))
              .match(Match.SUBTYPES)
              .key(List.of(KeyPath.parse("arg0"), KeyPath.parse("arg1.get('a', -2, true)")))
              .ttl(Duration.ofMinutes(4))
              .tier(Tier.FULL)
              .expiresAt(KeyPath.parse("result.expiresAt"))
              .token(KeyPath.parse("arg0"))
              .unless(List.of(KeyPath.parse("arg1")))
              .identity(List.of(KeyPath.parse("this.#factory")))
              .invalidatedBy(
                  List.of(
                      new Invalidation.ByMethod(
                          "com.acme.Users",
                          MethodPattern.parse("update"),
                          List.of(KeyPath.parse("arg0.subject"), KeyPath.parse("result"))),
                      new Invalidation.BySqlTable("users", List.of("last_seen"))))
              .build();
      TargetConfig keys =
          TargetConfig.builder("keys", Layer.JWKS, "com.acme.Keys", MethodPattern.parse("fetch"))
              .role(Role.FETCH)
              .ttl(Duration.ofMinutes(6))
              .document(List.of(KeyPath.parse("result.text"), KeyPath.parse("result.type")))
              .text(KeyPath.parse("result.type"))
              .rebuild(new Rebuild(Optional.of("com.acme.Documents"), Optional.of("parse")))
              .fetch(
                  new FetchRules(
                      List.of("com.acme.Keys$Own"),
                      Optional.of(Layer.AUTH),
                      List.of(KeyPath.parse("arg0.#before?")),
                      Optional.of(KeyPath.parse("arg1.choose"))))
              .build();
      TargetConfig verify =
          TargetConfig.builder(
                  "verify", Layer.JWT, "com.acme.Verifier", MethodPattern.parse("verify"))
              .key(List.of(KeyPath.parse("this.#parameters")))
              .signature(
                  new SignaturePaths(
                      KeyPath.parse("arg0"),
                      List.of(KeyPath.parse("this.key"), KeyPath.parse("this.#own")),
                      List.of(KeyPath.parse("arg1"), KeyPath.parse("arg3")),
                      KeyPath.parse("arg2")))
              .build();

      assertThat(config.targets()).containsExactly(check, keys, verify);
    }

    @Test
    void hasThePhases() {
      assertThat(config.phases().jwks())
          .isEqualTo(
              new JwksPhase(
                  true,
                  1,
                  Duration.ofMinutes(15),
                  Duration.ofMinutes(2),
                  Duration.ofSeconds(90),
                  Duration.ZERO,
                  256));
      assertThat(config.phases().jwt())
          .isEqualTo(new JwtPhase(true, 2, Duration.ofMinutes(2), Tier.FULL, 1));
      assertThat(config.phases().session())
          .isEqualTo(
              new SessionPhase(
                  true,
                  3,
                  Duration.ofMinutes(30),
                  true,
                  7,
                  Optional.of(
                      new FeedConfig(
                          FeedKind.POLL,
                          new Secret("jdbc:postgresql://app:pw@db/app"),
                          "latchkey",
                          Optional.of(new File("/run/feed")),
                          List.of(
                              new FeedTable("public", "users"), new FeedTable("auth", "roles")))),
                  Optional.of(
                      new RedisConfig(
                          new Secret("rediss://app:pw@redis:6379"), new File("/run/key"))),
                  Optional.of(Duration.ofSeconds(5))));
      assertThat(config.phases().pool())
          .isEqualTo(
              new PoolPhase(
                  true,
                  4,
                  PoolPhase.Engine.BOUNDED,
                  PoolPhase.Reset.JDBC,
                  new PoolPhase.Limits(1, 8, Duration.ofMinutes(1)),
                  true));
      assertThat(config.phases().integrated()).isEqualTo(new IntegratedPhase(true, 5, false));
      assertThat(config.phases().of(Phase.POOL).rolloutPercent()).isEqualTo(4);
    }

    @Test
    void hasWhatComesLater() {
      assertThat(config.guard())
          .isEqualTo(
              new GuardConfig(
                  0.05,
                  List.of(1, 95),
                  Duration.ofHours(1),
                  50,
                  0,
                  0.25,
                  "hit-rate",
                  Duration.ofHours(2)));
      assertThat(config.history())
          .isEqualTo(new HistoryConfig(new File("/var/history"), Duration.ofDays(1)));
      ExportConfig.Otlp otlp = config.export().otlp().orElseThrow();
      assertThat(otlp)
          .isEqualTo(
              new ExportConfig.Otlp(
                  URI.create("https://collector:4318"),
                  Duration.ofSeconds(1),
                  Optional.of(new File("/run/headers"))));
      assertThat(otlp.metricsAddress()).hasToString("https://collector:4318/v1/metrics");
      assertThat(config.export().jfrThreshold()).isEqualTo(Duration.ofMillis(1));
      assertThat(config.export().timingClients())
          .extracting(AddressRange::toString)
          .containsExactly("127.0.0.1", "::1", "10.0.0.0/8");
      assertThat(config.alerts())
          .containsExactly(
              new AlertConfig(
                  "slow",
                  new AlertCondition(
                      "auth.p95", ">=", new BigDecimal("0.5"), "s", Duration.ofMinutes(2)),
                  AlertConfig.Severity.CRITICAL),
              new AlertConfig(
                  "fast",
                  new AlertCondition("auth.rate", "<", new BigDecimal("10"), "/s", Duration.ZERO),
                  AlertConfig.Severity.WARNING),
              new AlertConfig(
                  "burn",
                  new AlertCondition(
                      "auth.success", "burns", new BigDecimal("99.9"), "%", Duration.ZERO),
                  AlertConfig.Severity.WARNING));
    }

    @Test
    void differsFromTheDefaultsEverywhere() {
      // A phase that is enabled has no shadow: see TheShadow.
      List<Setting> settings =
          config.settings().stream().filter(each -> !each.key().endsWith(".shadow")).toList();
      assertThat(settings).allMatch(setting -> setting.source() == Setting.Source.FILE);
      Map<String, String> defaults = new HashMap<>();
      read("").settings().forEach(setting -> defaults.put(setting.key(), setting.value()));
      assertThat(settings)
          .allSatisfy(
              setting -> assertThat(setting.value()).isNotEqualTo(defaults.get(setting.key())));
    }

    @Test
    void saysWhatHasNoEffectYet() {
      assertThat(config.notYetAvailable())
          .startsWith("targets.check.invalidated-by")
          .noneMatch(key -> key.startsWith("phases.jwks") || key.equals("phases.session.ttl"))
          .noneMatch(key -> key.startsWith("phases.pool") || key.startsWith("phases.integrated"))
          .noneMatch(key -> key.startsWith("admin") || key.startsWith("history"))
          .noneMatch(key -> key.startsWith("alerts"));
    }

    @Test
    @DisplayName("H-5 shows no secret")
    void showsNoSecret() {
      assertThat(config.settings())
          .contains(new Setting("phases.session.redis.uri", "***", Setting.Source.FILE, 59));
      assertThat(config.toString())
          .doesNotContain("app:pw", "hook-pw")
          .doesNotContainIgnoringCase(HASH);
    }
  }

  @Nested
  class TheShadow {
    @Test
    void isOfAPhaseThatIsOff() {
      PhasesConfig phases =
          read("phases: { jwt: { shadow: true }, session: { shadow: true } }").phases();

      assertThat(phases.shadow()).containsExactlyInAnyOrder(Phase.JWT, Phase.SESSION);
      assertThat(phases.jwt().enabled()).isFalse();
    }

    @Test
    void isRefusedWithAnEnabledPhase() {
      var result =
          ConfigReader.read("phases:\n  jwt: { enabled: true, shadow: true }", "f", Map.of());

      assertThat(result.problems())
          .singleElement()
          .asString()
          .contains("f:2", "phases.jwt.shadow is true and so is enabled");
    }

    @Test
    void isNoneOfConnections() {
      var result = ConfigReader.read("phases:\n  pool: { shadow: true }", "f", Map.of());

      assertThat(result.problems()).singleElement().asString().contains("phases.pool.shadow");
    }
  }

  @Nested
  class TheEnvironment {
    @ParameterizedTest
    @ValueSource(
        strings = {
          "/srv/${NAME:x}",
          "${ROOT:/srv}/x",
          "/srv/${EMPTY}x",
          "/srv/${EMPTY:y}x",
          "/${A:s}${B:rv}/x"
        })
    void fillsVariablesAndDefaultsIn(String spelled) {
      assertThat(read("history: { dir: \"" + spelled + "\" }").history().dir())
          .isEqualTo(new File("/srv/x"));
    }

    @Test
    void isNotLookedAtAgain() {
      var result =
          ConfigReader.read("history:\n  dir: ${A}", "f", Map.of("A", "/${B}", "B", "secret"));

      assertThat(result.config().orElseThrow().history().dir()).isEqualTo(new File("/${B}"));
    }
  }

  @Nested
  class ThePort {
    @Test
    void canBeOff() {
      AdminConfig admin = read("admin: { port: off }").admin();

      assertThat(admin.enabled()).isFalse();
    }

    @Test
    void canBeAnyFreeOne() {
      AdminConfig admin = read("admin: { port: 0 }").admin();

      assertThat(admin.enabled()).isTrue();
      assertThat(admin.port()).hasValue(0);
    }
  }

  @Nested
  class TheHost {
    @ParameterizedTest
    @ValueSource(
        strings = {"localhost", "LOCALHOST", "127.0.0.1", "127.1.2.3", "::1", "0:0:0:0:0:0:0:1"})
    void needsNoTokenFileOnLoopback(String host) {
      assertThat(read("admin: { host: \"" + host + "\" }").admin().loopback()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "0.0.0.0",
          "::",
          "10.0.0.1",
          "127.0.0.1.example.com",
          "127.example.com",
          "127.0.0",
          "127.0.0.1.",
          "127.0.0.256",
          "localhost.example.com"
        })
    @DisplayName("X-4 needs a token file elsewhere")
    void needsATokenFileElsewhere(String host) {
      String yaml = "admin: { host: \"" + host + "\"";

      assertThat(ConfigReader.read(yaml + " }", "f", ENVIRONMENT).problems())
          .singleElement()
          .extracting(Problem::id)
          .isEqualTo("LK-1115");
      assertThat(read(yaml + ", token-file: /run/token }").admin().loopback()).isFalse();
      assertThat(read(yaml + ", port: off }").admin().enabled()).isFalse();
    }
  }

  @Test
  void comparesTargetsByValue() {
    assertThat(read(EVERY_KEY).targets()).isEqualTo(read(EVERY_KEY).targets());
    assertThat(read(EVERY_KEY.replace("ttl: 4m", "ttl: 5m")).targets().get(0))
        .isNotEqualTo(read(EVERY_KEY).targets().get(0));
  }

  @Test
  void followsAliases() {
    LatchkeyConfig config =
        read("phases:\n  jwt: &on { enabled: true, rollout: 7 }\n  integrated: *on\n");

    assertThat(config.phases().integrated()).isEqualTo(new IntegratedPhase(true, 7, true));
  }

  private static LatchkeyConfig read(String yaml) {
    ConfigResult result = ConfigReader.read(yaml, "latchkey.yaml", ENVIRONMENT);
    assertThat(result.problems()).isEmpty();
    return result.config().orElseThrow();
  }
}

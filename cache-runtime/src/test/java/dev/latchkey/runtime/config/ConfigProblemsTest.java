package dev.latchkey.runtime.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigProblemsTest {
  private static final Map<String, String> ENVIRONMENT =
      Map.of("HOME", "/home/app", "SECRET", "hunter2");
  private static final String TARGET =
      "targets:\n- { name: t, class: a.B, method: 'm(int, int)', layer: ";

  @ParameterizedTest(name = "{0}")
  @MethodSource("badInput")
  void saysWhatIsWrongAndWhere(String yaml, String expected) {
    assertThat(problems(yaml)).containsExactly(expected);
  }

  static Stream<Arguments> badInput() {
    return Stream.of(
        arguments(
            "phases:\n  jwks:\n    ttl: 30m\n",
            "LK-1104 f.yaml:3:10 phases.jwks.ttl is 30m, allowed is 5m to 15m; choose a value in"
                + " that range"),
        arguments(
            "phases:\n  jkws: {}\n",
            "LK-1107 f.yaml:2:3 unknown key 'phases.jkws'; did you mean 'phases.jwks'?"),
        arguments(
            "jwks: {}\n", "LK-1107 f.yaml:1:1 unknown key 'jwks'; did you mean 'phases.jwks'?"),
        arguments(
            "admin: { prot: 1 }",
            "LK-1107 f.yaml:1:10 unknown key 'admin.prot'; did you mean 'admin.port'?"),
        arguments(
            "phases: { JWKS: {} }",
            "LK-1107 f.yaml:1:11 unknown key 'phases.JWKS'; did you mean 'phases.jwks'?"),
        arguments(
            "history: { colour: red }",
            "LK-1107 f.yaml:1:12 unknown key 'history.colour'; the keys here are dir, retain"),
        arguments(
            "- a\n", "LK-1103 f.yaml:1:1 the file is a list, expected a mapping of keys to values"),
        arguments(
            "hello",
            "LK-1103 f.yaml:1:1 the file is a single value, expected a mapping of keys to values"),
        arguments(
            "phases: off\n",
            "LK-1103 f.yaml:1:9 phases is a single value, expected a mapping of keys to values"),
        arguments(
            "targets: { a: b }\n", "LK-1103 f.yaml:1:10 targets is a mapping, expected a list"),
        arguments(
            "targets: [ ~ ]\n",
            "LK-1103 f.yaml:1:12 targets[0] is empty, expected a mapping of keys to values"),
        arguments(
            "admin: { port: [1] }",
            "LK-1103 f.yaml:1:16 admin.port is a list, expected a whole number from 0 to 65535, or"
                + " off"),
        arguments(
            "admin: { port: 65536 }",
            "LK-1104 f.yaml:1:16 admin.port is 65536, allowed is 0 to 65535; choose a value in"
                + " that range"),
        arguments(
            "admin: { port: 99999999999999999999 }",
            "LK-1104 f.yaml:1:16 admin.port is 99999999999999999999, allowed is 0 to 65535; choose"
                + " a value in that range"),
        arguments(
            "admin:\n  port:\n",
            "LK-1105 f.yaml:2:8 admin.port has no value, expected a whole number from 0 to 65535,"
                + " or off; give it one or drop the key"),
        arguments(
            "admin: { port: !!int 80 }",
            "LK-1103 f.yaml:1:16 admin.port is marked with the tag tag:yaml.org,2002:int, expected"
                + " a whole number from 0 to 65535, or off"),
        arguments(
            "? [a]\n: b\n",
            "LK-1103 f.yaml:1:3 the file is a list, expected a plain word as the key"),
        arguments(
            "admin: { port: 1 }\nadmin: { port: 2 }\n",
            "LK-1106 f.yaml:2:1 admin is given twice, first in line 1; keep one of the two"),
        arguments(
            "phases:\n  jwt:\n    enabled: yes\n",
            "LK-1103 f.yaml:3:14 phases.jwt.enabled is yes, expected true or false"),
        arguments(
            "phases: { jwt: { rollout: 10% } }",
            "LK-1103 f.yaml:1:27 phases.jwt.rollout is 10%, expected a whole number from 0 to 100"),
        arguments(
            "phases: { jwt: { rollout: -1 } }",
            "LK-1104 f.yaml:1:27 phases.jwt.rollout is -1, allowed is 0 to 100; choose a value in"
                + " that range"),
        arguments(
            "phases: { pool: { prepared-statements: true } }",
            "LK-1110 f.yaml:1:40 phases.pool.prepared-statements is true and reset is full, which"
                + " drops them each time; set reset: dirty or drop it"),
        arguments(
            "phases: { jwt: { tier: ful } }",
            "LK-1108 f.yaml:1:24 phases.jwt.tier is ful, expected signature or full; did you mean"
                + " 'full'?"),
        arguments(
            "phases: { jwt: { ttl: 3 } }",
            "LK-1103 f.yaml:1:23 phases.jwt.ttl is 3, expected a duration such as 500ms, 30s, 3m"
                + " or 1h"),
        arguments(
            "phases: { jwt: { ttl: 99999999999999999999999d } }",
            "LK-1104 f.yaml:1:23 phases.jwt.ttl is 99999999999999999999999d, allowed is 2m to 5m;"
                + " choose a value in that range"),
        arguments(
            "targets: [{ name: a, layer: auth, class: a.B, method: m, tier: full, token: arg0 }]",
            "LK-1110 f.yaml:1:11 targets[0].assume-pure is not true; whoever keeps whole"
                + " authentications vouches that they go by the token, the key sets, the clock,"
                + " the tables named in invalidated-by and their own settings alone; change one of"
                + " the two"),
        arguments(
            "targets: [{ name: a, layer: auth, class: a.B, method: m, tier: full, assume-pure:"
                + " true }]",
            "LK-1105 f.yaml:1:11 targets[0].token is missing, expected the path of the token, with"
                + " or without its scheme"),
        arguments(
            "targets: [{ name: a, layer: auth, class: a.B, method: m, tier: full, assume-pure:"
                + " true, token: arg0, key: [arg1] }]",
            "LK-1114 f.yaml:1:107 targets[0].key does not hold arg0, where the token is; two"
                + " different tokens could share an answer"),
        arguments(
            "targets: [{ name: a, layer: auth, class: a.B, method: m, invalidated-by: [{"
                + " sql-table: t }] }]",
            "LK-1110 f.yaml:1:74 targets[0].invalidated-by only goes with layers jwt and session,"
                + " and role operation; change one of the two"),
        arguments(
            "targets: [{ name: a, layer: session, class: a.B, method: m, invalidated-by: [{"
                + " sql-table: t, may-skip: true }] }]",
            "LK-1110 f.yaml:1:104 targets[0].invalidated-by[0].may-skip stands without"
                + " except-columns; name the columns that may stay as they are"),
        arguments(
            "targets: [{ name: a, layer: session, class: a.B, method: m, invalidated-by: [{ sql-table: t, row-key: arg0 }] }]",
            "LK-1110 f.yaml:1:103 targets[0].invalidated-by[0].row-key stands without row-column; name the column that tells the rows apart"),
        arguments(
            "targets: [{ name: a, layer: session, class: a.B, method: m, invalidated-by: [{ sql-table: t, row-text: true }] }]",
            "LK-1110 f.yaml:1:104 targets[0].invalidated-by[0].row-text stands without row-column; name the column that tells the rows apart"),
        arguments(
            "targets: [{ name: a, layer: session, class: a.B, method: 'm(int, int)', invalidated-by: [{ sql-table: t, row-column: id }] }]",
            "LK-1110 f.yaml:1:118 targets[0].invalidated-by[0].row-column stands without row-key, and a lookup has 2 key values; set row-key to the one that the column holds"),
        arguments(
            "targets: [{ name: a, layer: session, class: a.B, method: 'm(int)', invalidated-by: [{ sql-table: t, row-column: id, row-key: arg1 }] }]",
            "LK-1110 f.yaml:1:126 targets[0].invalidated-by[0].row-key is arg1, and the method has 1 argument, counted from arg0"),
        arguments(
            "targets: [{ name: a, layer: session, class: a.B, method: m, key: [arg0.id], invalidated-by: [{ sql-table: t, row-column: id, row-key: arg0 }] }]",
            "LK-1110 f.yaml:1:135 targets[0].invalidated-by[0].row-key is arg0, which is none of key [arg0.id]; name one of them"),
        arguments(
            "targets: [{ name: a, layer: session, class: a.B, method: m, invalidated-by: [{ sql-table: t, row-column: id, row-key: arg0.id }] }]",
            "LK-1110 f.yaml:1:119 targets[0].invalidated-by[0].row-key is arg0.id, and the target has no key; name an argument, or set key as well"),
        arguments(
            "targets: [{ name: a, layer: session, class: a.B, method: m, invalidated-by: [{ sql-table: t, row-column: id, except-columns: [ID] }] }]",
            "LK-1110 f.yaml:1:106 targets[0].invalidated-by[0].row-column is among except-columns; answers depend on it, so take it out there"),
        arguments(
            "targets: [{ name: a, layer: session, class: a.B, method: m, invalidated-by: [{ class: a.B, method: n, row-column: id }] }]",
            "LK-1110 f.yaml:1:115 targets[0].invalidated-by[0].row-column only goes with sql-table"),
        arguments(
            "targets: [{ name: a, layer: auth, class: a.B, method: m, tier: full, assume-pure: true, token: arg0, invalidated-by: [{ sql-table: t, row-column: id }] }]",
            "LK-1110 f.yaml:1:147 targets[0].invalidated-by[0].row-column only goes with role lookup"),
        arguments(
            "targets: [{ name: a, layer: session, class: a.B, method: m, invalidated-by: [{ sql-table: a.t, row-column: id }, { sql-table: b.T }] }]",
            "LK-1110 f.yaml:1:127 targets[0].invalidated-by[1].sql-table is b.T, and another item has a table of that name; with row-column a name may stand once"),
        arguments(
            "guard: { max-regression: 0% }",
            "LK-1104 f.yaml:1:26 guard.max-regression is 0%, allowed is 1% to 100%; choose a value"
                + " in that range"),
        arguments(
            "guard: { steps: [50, 10] }",
            "LK-1110 f.yaml:1:17 guard.steps is [50, 10], expected rising numbers, at least one"),
        arguments(
            "guard: { steps: [10, x] }",
            "LK-1103 f.yaml:1:22 guard.steps[1] is x, expected a whole number from 1 to 100"),
        arguments(
            "presets: all",
            "LK-1103 f.yaml:1:10 presets is all, expected auto, none or a list such as"
                + " [nimbus-jose-jwt, spring-security]"),
        arguments(
            "presets: [auto]",
            "LK-1110 f.yaml:1:10 presets has auto or none in a list; write presets: auto, presets:"
                + " none or a list of presets"),
        arguments(
            "history:\n  dir: ${NOWHERE}/x\n",
            "LK-1109 f.yaml:2:8 history.dir is ${NOWHERE}/x, and NOWHERE is not set; set it, or"
                + " write a default: ${NOWHERE:text}"),
        arguments(
            "history:\n  dir: ${HOME\n",
            "LK-1109 f.yaml:2:8 history.dir is ${HOME, a ${ is not closed by }"),
        arguments(
            "history:\n  dir: ${1A}\n",
            "LK-1109 f.yaml:2:8 history.dir is ${1A}, expected ${NAME} or ${NAME:default}"),
        arguments(
            "alerts: [ { name: a, when: auth.p95 beyond 3s } ]",
            "LK-1103 f.yaml:1:37 alerts[0].when is auth.p95 beyond 3s, a comparison is one of > >="
                + " < <= burns"),
        arguments(
            "alerts: [ { name: a, when: auth.p96 > 3s } ]",
            "LK-1108 f.yaml:1:28 alerts[0].when is about auth.p96, which is no metric; did you mean"
                + " auth.p95?"),
        arguments(
            "alerts: [ { name: a, when: auth.p95 > 30% } ]",
            "LK-1110 f.yaml:1:28 alerts[0].when is auth.p95 > 30%, auth.p95 takes ms or s after the"
                + " number"),
        arguments(
            "notifications: { webhook: 'ftp://user:pw@host/' }",
            "LK-1103 f.yaml:1:27 notifications.webhook is ***, expected an address such as"
                + " https://alerts.example.com/latchkey"),
        arguments(
            "alerts:\n- { name: a, when: auth.p95 > 1ms }\n- { name: a, when: auth.p95 > 2ms }\n",
            "LK-1111 f.yaml:3:11 alerts[1].name is a, which another item has; give each item a"
                + " name of its own"),
        arguments(
            TARGET + "jwt }\n- { name: t, class: a.B, method: n, layer: db }\n",
            "LK-1111 f.yaml:3:11 targets[1].name is t, which another item has; give each item a"
                + " name of its own"),
        arguments(
            "targets:\n- { class: a.B, method: m, layer: db }\n",
            "LK-1105 f.yaml:2:3 targets[0].name is missing, expected 1 to 64 of a-z, 0-9 and -"),
        arguments(
            "targets:\n- { name: t, class: a/B, method: m, layer: db }\n",
            "LK-1113 f.yaml:2:21 targets[0].class is a/B, expected a full class name with dots,"
                + " and $ before a nested class, such as com.acme.Tokens$Reader"),
        arguments(
            "targets:\n- { name: t, class: a.B, method: <init>, layer: db }\n",
            "LK-1113 f.yaml:2:34 targets[0].method is <init>, a constructor or initializer cannot"
                + " be a target"),
        arguments(
            "targets:\n- { name: t, class: a.B, method: get*, layer: db }\n",
            "LK-1113 f.yaml:2:37 targets[0].method is get*, after the name comes nothing, or types"
                + " in brackets"),
        arguments(
            TARGET + "jtw }",
            "LK-1108 f.yaml:2:56 targets[0].layer is jtw, expected auth, jwks, jwt, session, db,"
                + " crypto or other; did you mean 'jwt'?"),
        arguments(
            TARGET + "jwt, unless: [arg0.] }",
            "LK-1112 f.yaml:2:75 targets[0].unless[0] is arg0., a step names a property, a"
                + " method() or a #field"),
        arguments(
            TARGET + "jwt, unless: [result] }",
            "LK-1112 f.yaml:2:70 targets[0].unless[0] is result, there is no result before the"
                + " call; start with arg0 to arg254 or this"),
        arguments(
            TARGET + "jwt, expires-at: arg0 }",
            "LK-1112 f.yaml:2:73 targets[0].expires-at is arg0, here a path starts with result"),
        arguments(
            TARGET + "jwt, token: arg2 }",
            "LK-1110 f.yaml:2:68 targets[0].token uses arg2, and the method has 2 arguments,"
                + " counted from arg0"),
        arguments(
            TARGET + "auth, ttl: 20m }",
            "LK-1110 f.yaml:2:67 targets[0].ttl only goes with layers jwks, jwt and session, and"
                + " role operation; change one of the two"),
        arguments(
            TARGET + "jwks, ttl: 1m }",
            "LK-1104 f.yaml:2:67 targets[0].ttl is 1m, allowed is 5m to 15m; choose a value in"
                + " that range"),
        arguments(
            TARGET + "db, role: fetch }",
            "LK-1110 f.yaml:2:66 role fetch does not fit layer db; change one of the two"),
        arguments(
            TARGET + "auth, role: token }",
            "LK-1105 f.yaml:2:3 targets[0].token is missing, expected the path of the token"),
        arguments(
            TARGET + "jwt, role: signature }",
            "LK-1105 f.yaml:2:3 targets[0].signature is missing, expected a mapping of algorithm,"
                + " key, input and value"),
        arguments(
            TARGET
                + "jwt, role: signature, signature: { algorithm: arg0, key: this, input: arg1 } }",
            "LK-1105 f.yaml:2:89 targets[0].signature.value is missing, expected a path such as"
                + " arg0 or arg0.subject or this.#issuer"),
        arguments(
            TARGET + "jwks, document: [result.a], text: result.b }",
            "LK-1110 f.yaml:2:90 targets[0].text is result.b, which is none of document; change one"
                + " of the two"),
        arguments(
            TARGET + "jwks, rebuild: { method: parse } }",
            "LK-1110 f.yaml:2:71 targets[0].rebuild only goes with document; change one of the"
                + " two"),
        arguments(
            TARGET + "jwks, document: [result.a], rebuild: { method: parse(int) } }",
            "LK-1113 f.yaml:2:103 targets[0].rebuild.method is parse(int), expected a method's name"
                + " without parameter types, such as parse"),
        arguments(
            TARGET + "jwt, document: [result] }",
            "LK-1110 f.yaml:2:71 targets[0].document only goes with role fetch; change one of the"
                + " two"),
        arguments(
            TARGET + "jwt, within: jwks }",
            "LK-1110 f.yaml:2:69 targets[0].within only goes with role fetch; change one of the"
                + " two"),
        arguments(
            TARGET + "jwt, subclasses: [a.B] }",
            "LK-1110 f.yaml:2:73 targets[0].subclasses only goes with role fetch; change one of the"
                + " two"),
        arguments(
            TARGET + "jwks, selected-by: arg0.select }",
            "LK-1110 f.yaml:2:75 targets[0].selected-by only goes with document and role fetch;"
                + " change one of the two"),
        arguments(
            TARGET + "jwks, document: [result.a], selected-by: arg0.a.b }",
            "LK-1113 f.yaml:2:97 targets[0].selected-by is arg0.a.b, expected a method of an"
                + " argument, such as arg0.select"),
        arguments(
            TARGET + "jwt, token: arg0, forced-by: [arg1] }",
            "LK-1110 f.yaml:2:85 targets[0].forced-by only goes with roles fetch and time without"
                + " token; change one of the two"),
        arguments(
            TARGET + "session, invalidated-by: [ { sql-table: t, class: a.B } ] }",
            "LK-1110 f.yaml:2:96 targets[0].invalidated-by[0].sql-table stands beside a class or"
                + " method; make two items of them"),
        arguments(
            "phases: { session: { store: redis } }",
            "LK-1105 f.yaml:1:20 phases.session.redis is missing, store: redis needs uri and"
                + " key-file there"));
  }

  @Nested
  class WhenTheTextIsNotYaml {
    @ParameterizedTest(name = "{0}")
    @MethodSource("dev.latchkey.runtime.config.ConfigProblemsTest#badYaml")
    void saysSoOnce(String yaml, String expected) {
      assertThat(problems(yaml)).containsExactly(expected + "; mend the line that is named");
    }

    @Test
    void refusesWhatWouldOverflowTheStack() {
      assertThat(problems("a: " + "[".repeat(50_000)))
          .containsExactly(
              "LK-1102 f.yaml:1:35 not valid YAML: nested more than 32 levels deep; mend the line"
                  + " that is named");
    }

    @Test
    void refusesAliasBombs() {
      var bomb = new StringBuilder("a0: &a0 [x, x]\n");
      for (int i = 1; i < 30; i++) {
        bomb.append("a%d: &a%d [*a%d, *a%d]\n".formatted(i, i, i - 1, i - 1));
      }

      assertThat(problems(bomb.toString()))
          .singleElement()
          .asString()
          .startsWith("LK-1102 f.yaml")
          .contains("aliases");
    }

    @Test
    void refusesTooMuchText() {
      assertThat(problems("# " + "x".repeat(ConfigOnDisk.MOST_BYTES)))
          .singleElement()
          .asString()
          .startsWith("LK-1101 f.yaml is larger than 1 MiB");
    }
  }

  static Stream<Arguments> badYaml() {
    return Stream.of(
        arguments(
            "a:\n\tb: 1\n",
            "LK-1102 f.yaml:2:1 not valid YAML: a tab stands here, and YAML is indented with"
                + " spaces"),
        arguments(
            "admin: { host: \"127.0.0.1 }\n",
            "LK-1102 f.yaml:2:1 not valid YAML: the quotation mark in line 1, column 16 is never"
                + " closed"),
        arguments(
            "admin: {}\n---\nadmin: {}\n",
            "LK-1102 f.yaml:2:1 not valid YAML: a second document begins here, and a configuration"
                + " is one"),
        arguments(
            "history: { dir: ${HOME}/x }\n",
            "LK-1102 f.yaml:1:18 not valid YAML: expected ',' or '}', but got { (inside { } or [ ]"
                + " a value with ${...} needs quotes)"),
        arguments(
            "a: 1\nb: \u0001\n",
            "LK-1102 f.yaml:2:4 not valid YAML: a character that YAML does not allow"),
        arguments(
            "a: \"\\UFFFFFFFF\"",
            "LK-1102 f.yaml not valid YAML: NumberFormatException, For input string: \"FFFFFFFF\""
                + " under radix 16"),
        arguments("a: *b\n", "LK-1102 f.yaml:1:4 not valid YAML: found undefined alias b"));
  }

  @Test
  void missesEveryKeyOfASectionThatIsGivenAndEmpty() {
    assertThat(problems(TARGET + "jwt, role: signature, signature: ~ }"))
        .hasSize(4)
        .allMatch(line -> line.startsWith("LK-1105 f.yaml:2:89 targets[0].signature."));
    assertThat(problems("phases: { session: { store: redis, redis: } }")).hasSize(2);
  }

  @Test
  void listsAllProblemsInTheOrderOfTheFile() {
    assertThat(
            problems(
                """
                phases:
                  jwks: { ttl: 1s, rollout: many }
                  jwt: { max-entries: 0 }
                admin:
                  port: high
                  colour: red
                alerts:
                  - { when: never }
                """))
        .extracting(line -> line.substring(0, line.indexOf(' ', 8)))
        .containsExactly(
            "LK-1104 f.yaml:2:16",
            "LK-1103 f.yaml:2:29",
            "LK-1104 f.yaml:3:23",
            "LK-1103 f.yaml:5:9",
            "LK-1107 f.yaml:6:3",
            "LK-1105 f.yaml:8:5",
            "LK-1103 f.yaml:8:13");
  }

  @Test
  void stopsListingWhereNobodyWouldReadOn() {
    assertThat(problems("admin:\n" + "  x: 1\n".repeat(301)))
        .hasSize(201)
        .last()
        .asString()
        .isEqualTo("LK-1116 f.yaml 101 more problems; mend the problems listed and check again");
  }

  @Test
  @DisplayName("H-1 repeats neither secrets nor the environment")
  void repeatsNoSecret() {
    String yaml =
        """
        admin: { port: "${SECRET}" }
        phases: { session: { store: redis, redis: { uri: "http://app:hunter2@redis", key-file: k } } }
        """;

    assertThat(problems(yaml))
        .containsExactly(
            "LK-1103 f.yaml:1:16 admin.port is ${SECRET}, expected a whole number from 0 to 65535,"
                + " or off",
            "LK-1103 f.yaml:2:50 phases.session.redis.uri is ***, expected redis://host:port or"
                + " rediss://host:port");
  }

  @Test
  @DisplayName("H-1 does not show a secret that stands one level too high")
  void showsNoMisplacedSecret() {
    assertThat(problems("phases: { session: { store: redis, redis: \"redis://app:pw@redis\" } }"))
        .isNotEmpty()
        .noneMatch(line -> line.contains("pw"));
  }

  @Test
  void keepsEveryProblemOnOneShortLine() {
    assertThat(problems("admin:\n  host: \"a\\nb" + "c".repeat(200) + "\"\n"))
        .containsExactly(
            "LK-1103 f.yaml:2:9 admin.host is a b"
                + "c".repeat(57)
                + "..., expected a host name or address without brackets, such as 127.0.0.1 or"
                + " ::1");
  }

  @Nested
  class SafetyRules {
    @ParameterizedTest
    @DisplayName("G-4 a key that names only part of a token is refused")
    @CsvSource({
      "[jti], LK-1112",
      "[arg0.jti], LK-1114",
      "[this], LK-1114",
      "['arg0.getHeader(''kid'')'], LK-1114"
    })
    void partialKey(String key, String id) {
      assertThat(problems(TARGET + "jwt, tier: full, key: " + key + " }"))
          .singleElement()
          .asString()
          .startsWith(id);
    }

    @Test
    @DisplayName("G-4 a key may add parts to a whole argument")
    void addedParts() {
      assertThat(problems(TARGET + "jwt, tier: full, key: [this.issuer, arg1] }")).isEmpty();
    }

    @Test
    @DisplayName("G-4 a session key that is rooted nowhere is refused")
    void sessionKey() {
      assertThat(problems(TARGET + "session, key: [subject] }"))
          .containsExactly(
              "LK-1112 f.yaml:2:71 targets[0].key[0] is subject, a path starts with arg0 to"
                  + " arg254, this or result");
    }

    @ParameterizedTest
    @DisplayName("K-5 key sets live 5 to 15 minutes, refresh included")
    @CsvSource({
      "ttl: 299s, LK-1104",
      "ttl: 901s, LK-1104",
      "refresh-ahead: 5m, LK-1110",
      "refresh-ahead: 6m, LK-1110"
    })
    void keySetLife(String setting, String id) {
      assertThat(problems("phases: { jwks: { " + setting + " } }"))
          .singleElement()
          .asString()
          .startsWith(id);
    }

    @Test
    @DisplayName("K-11 key sets are stale for 60 minutes at most")
    void stale() {
      assertThat(problems("phases: { jwks: { stale-if-error: 60m } }")).isEmpty();
      assertThat(problems("phases: { jwks: { stale-if-error: 61m } }"))
          .singleElement()
          .asString()
          .contains("allowed is 0s to 1h");
    }

    @ParameterizedTest
    @DisplayName("SES-14 lookups live 60 seconds unless staleness is accepted in writing")
    @ValueSource(
        strings = {
          "phases: { session: { ttl: 61s } }",
          "targets: [ { name: t, class: a.B, method: m, layer: session, ttl: 20m } ]"
        })
    void staleness(String yaml) {
      assertThat(problems(yaml)).singleElement().asString().contains("accept-staleness: true");
    }

    @ParameterizedTest
    @DisplayName("U-11 SES-22 that there is nothing is kept for five seconds at most, of lookups")
    @CsvSource(
        delimiter = '|',
        value = {
          "session, role: lookup, negative-ttl: 6s | is 6s, allowed is 100ms to 5s",
          "session, negative-ttl: 0s | allowed is 100ms to 5s",
          "session, role: time, negative-ttl: 2s | only goes with role lookup",
          "jwt, negative-ttl: 2s | only goes with role lookup"
        })
    void negative(String keys, String said) {
      assertThat(problems("targets: [ { name: t, class: a.B, method: m, layer: " + keys + " } ]"))
          .singleElement()
          .asString()
          .contains("negative-ttl", said);
    }

    @Test
    @DisplayName("SES-14 accepted staleness holds for targets too")
    void acceptedStaleness() {
      assertThat(
              problems(
                  """
                  phases: { session: { ttl: 20m, accept-staleness: true } }
                  targets: [ { name: t, class: a.B, method: m, layer: session, ttl: 30m } ]
                  """))
          .isEmpty();
    }
  }

  private static List<String> problems(String yaml) {
    ConfigResult result = ConfigReader.read(yaml, "f.yaml", ENVIRONMENT);
    return result.problems().stream().map(Problem::toString).toList();
  }
}

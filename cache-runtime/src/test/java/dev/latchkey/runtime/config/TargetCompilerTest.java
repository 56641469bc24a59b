package dev.latchkey.runtime.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TargetCompilerTest {
  /** Between them they give every key of a target. */
  private static final String ALL_KEYS =
      """
      phases: { session: { accept-staleness: true } }
      targets:
        - { name: plain, layer: other, class: com.acme.Plain, method: run }
        - name: keys
          layer: jwks
          class: com.acme.Keys
          method: fetch(java.net.URL, int)
          match: subtypes
          key: [arg0, "arg1"]
          ttl: 6m
          document: [result.text, result.type]
          text: result.type
          rebuild: { class: com.acme.Document, method: of }
          unless: [this.proxy]
          identity: [this.#factory?]
          subclasses: [com.acme.MoreKeys]
          within: jwt
          forced-by: [arg1]
          selected-by: arg1.choose
        - name: never-kept
          layer: jwt
          class: com.acme.Tokens
          method: parse
          only-timed: it changes what it is given
        - name: signature
          layer: jwt
          role: signature
          class: com.acme.Signatures
          method: check(byte[], java.lang.Object)
          signature:
            algorithm: arg1.getHeader('alg')
            key: [this.#key, "this.at(7, true)"]
            input: [arg0]
            value: arg1.signature
        - name: token
          layer: jwt
          role: token
          class: com.acme.Tokens
          method: read(java.lang.String)
          token: arg0
        - name: key-by-id
          layer: jwks
          role: token
          class: com.acme.Keys
          method: find
          kid: arg0
        - name: validation
          layer: jwt
          role: validate
          tier: full
          class: com.acme.Validator
          method: validate(java.lang.String)
          expires-at: result.expiresAt
          only-if: result.active
          rebuild:
            class: com.acme.Verified
            parts: [arg0, result.claims]
            values: [{ class: com.acme.Name, method: of, parts: [result.text] }]
            lists: [com.acme.Names]
          claims: { subject: result.subject, issuer: result.issuer }
          validators: [this.#checks]
          pure: [com.acme.Clock, com.acme.Audience]
          key-sources: [com.acme.Keys]
          assume-pure: true
          configured-by: [setClock]
        - name: user
          layer: session
          class: com.acme.Users
          method: find
          ttl: 20m
          negative-ttl: 2s
          invalidated-by:
            - { class: com.acme.Users, method: update, key: [arg0.subject] }
            - { sql-table: users }
      """;

  @Test
  void whatIsReadIsEqualToWhatWasWritten() throws IOException {
    ConfigResult written = ConfigReader.read(ALL_KEYS, "all.yaml", Map.of());
    assertThat(written.problems()).isEmpty();
    List<TargetConfig> targets = written.config().orElseThrow().targets();
    assertThat(read(compiled(targets)))
        .usingRecursiveFieldByFieldElementComparator()
        .isEqualTo(targets)
        .hasSize(8);
  }

  @Test
  void refusesWhatAnotherVersionWrote() throws IOException {
    byte[] compiled = compiled(ConfigReader.read(ALL_KEYS, "", Map.of()).config().get().targets());
    byte[] early = Arrays.copyOf(compiled, compiled.length - 1);
    assertThatThrownBy(() -> read(early)).isInstanceOf(EOFException.class);
    compiled["\0\0\0\10\0\5plain".length()] = 99;
    assertThatThrownBy(() -> read(compiled))
        .isInstanceOf(IOException.class)
        .hasMessage("not the targets of this version");
  }

  private static byte[] compiled(List<TargetConfig> targets) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    TargetCompiler.write(targets, new DataOutputStream(bytes));
    return bytes.toByteArray();
  }

  private static List<TargetConfig> read(byte[] bytes) throws IOException {
    return CompiledTargets.read(new DataInputStream(new ByteArrayInputStream(bytes)));
  }
}

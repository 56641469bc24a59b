package dev.latchkey.it.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** How the agent takes part in a measured JVM. */
enum AgentSetup {
  /** The JVM has no agent. */
  ABSENT("no agent", ""),
  /** The agent times, and no phase is on: how it starts with an empty configuration. */
  WATCHING("phases off", "phases: {}"),
  /** Signatures that verified are remembered, and whole answers where a target asks for it. */
  CACHING("phase jwt on", "phases: { jwt: { enabled: true } }"),
  /** Users are kept in memory. */
  SESSIONS("phase session on", "phases: { session: { enabled: true, trial: 0 } }");

  private static final String TARGETS =
      """
      admin: { port: 0, token-file: "%s" }
      presets: [nimbus-jose-jwt]
      targets:
        - { name: segment, layer: other, class: dev.latchkey.it.bench.Workload, method: segment }
        - { name: operation, layer: jwt, class: dev.latchkey.it.bench.Workload, method: operation }
        - name: verify
          layer: jwt
          role: signature
          class: dev.latchkey.it.bench.Workload
          method: verify
          signature: { algorithm: arg0, key: arg1, input: arg2, value: arg3 }
        - name: validate
          layer: jwt
          role: validate
          tier: full
          class: dev.latchkey.it.bench.Workload
          method: validate
          token: arg0
          assume-pure: true
        - { name: find-identity, layer: session, class: dev.latchkey.it.bench.Workload, method: findIdentity }
        - { name: find-user, layer: session, class: dev.latchkey.it.bench.Workload, method: findUser }
        - name: left-alone
          layer: other
          role: token
          class: dev.latchkey.it.bench.Workload
          method: leftAlone
          token: arg0.noSuchProperty
      """;

  private final String text;
  private final String phases;

  AgentSetup(String text, String phases) {
    this.text = text;
    this.phases = phases;
  }

  /** Returns what readers of the results see. */
  String text() {
    return text;
  }

  /** Returns the name of its files. */
  String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns what the measured JVM is started with; keeps the configuration in {@code folder}. */
  List<String> jvmArguments(Path folder, Path jar) throws IOException {
    if (this == ABSENT) {
      return List.of();
    }
    Path config = folder.resolve(id() + ".yaml");
    Files.writeString(config, TARGETS.formatted(folder.resolve("token")) + phases + "\n");
    return List.of("-javaagent:" + jar + "=config=" + config);
  }
}

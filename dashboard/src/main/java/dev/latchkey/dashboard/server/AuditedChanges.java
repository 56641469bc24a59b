package dev.latchkey.dashboard.server;

import com.fasterxml.jackson.databind.JsonNode;
import dev.latchkey.dashboard.http.Call;
import dev.latchkey.dashboard.http.Json;
import dev.latchkey.dashboard.http.ProblemException;
import dev.latchkey.dashboard.http.Reply;
import dev.latchkey.dashboard.http.Router.Match;
import dev.latchkey.runtime.audit.AuditLog;
import dev.latchkey.runtime.config.ConfigEdits;
import dev.latchkey.runtime.config.EffectiveConfig;
import dev.latchkey.runtime.config.EffectiveSetting;
import dev.latchkey.runtime.rollout.PhaseState;
import dev.latchkey.runtime.rollout.PhaseSwitches;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Writes into the audit what requests change: who asked, from where, for what and why, how the
 * phases and the settings stood before and after, and what the answer was. Thread-safe.
 */
final class AuditedChanges {
  private static final int MOST_SHOWN = 20;
  private static final Pattern NAME = Pattern.compile("[a-z0-9-]{1,64}");

  private final AuditLog audit;
  private final PhaseSwitches phases;
  private final EffectiveConfig config;

  AuditedChanges(AuditLog audit, PhaseSwitches phases, EffectiveConfig config) {
    this.audit = audit;
    this.phases = phases;
    this.config = config;
  }

  /** Answers a call that changes something; its entry is on the disk before the answer goes out. */
  Reply run(Match match, Call call, String address) {
    List<PhaseState> before = phases.states();
    Map<String, String> settings = settings();
    String result = "failed";
    try {
      Reply reply = match.route().endpoint().handle(call);
      result = String.valueOf(reply.status());
      return reply;
    } catch (ProblemException refused) {
      result = String.valueOf(refused.reply().status());
      throw refused;
    } finally {
      note(match, call, address, before, settings, result);
    }
  }

  private void note(
      Match match,
      Call call,
      String address,
      List<PhaseState> before,
      Map<String, String> settings,
      String result) {
    List<String> was = new ArrayList<>();
    List<String> is = new ArrayList<>();
    for (PhaseState each : before) {
      PhaseState now = phases.state(each.phase());
      if (now.version() != each.version()) {
        was.add(each.phase().id() + " " + each.mode());
        is.add(now.phase().id() + " " + now.mode());
      }
    }
    settings()
        .forEach(
            (key, value) -> {
              String old = settings.get(key);
              if (!value.equals(old) && is.size() < MOST_SHOWN) {
                was.add(key + " " + (old == null ? "not set" : old));
                is.add(key + " " + value);
              }
            });
    audit.add(
        call.caller().actor(),
        address,
        match.route().method() + " " + path(match),
        String.join(", ", was),
        String.join(", ", is),
        reason(call.body()),
        result);
    audit.flush();
  }

  /** Returns what is in force, but for the switches of phases, whose modes say more. */
  private Map<String, String> settings() {
    Map<String, String> values = new LinkedHashMap<>();
    for (EffectiveSetting each : config.settings()) {
      if (!ConfigEdits.isSwitch(each.key())) {
        values.put(each.key(), each.value());
      }
    }
    return values;
  }

  /** What is no name of ours may be anything, a token too, and stays out. */
  private static String path(Match match) {
    String path = match.route().path();
    for (Map.Entry<String, String> variable : match.variables().entrySet()) {
      if (NAME.matcher(variable.getValue()).matches()) {
        path = path.replace("{" + variable.getKey() + "}", variable.getValue());
      }
    }
    return path;
  }

  /** A body that cannot be read was refused, so that there is nothing to be said for it. */
  private static String reason(byte[] body) {
    try {
      JsonNode read = Json.read(body);
      return read == null ? "" : read.path("reason").asText("");
    } catch (IOException unreadable) {
      return "";
    }
  }
}

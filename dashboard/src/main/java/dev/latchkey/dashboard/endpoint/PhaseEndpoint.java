package dev.latchkey.dashboard.endpoint;

import dev.latchkey.dashboard.http.Endpoint;
import dev.latchkey.dashboard.http.Problem;
import dev.latchkey.dashboard.http.Reply;
import dev.latchkey.dashboard.http.Request;
import dev.latchkey.runtime.rollout.Phase;
import dev.latchkey.runtime.rollout.PhaseState;
import dev.latchkey.runtime.rollout.PhaseSwitches;
import dev.latchkey.runtime.rollout.PhaseUnavailableException;
import dev.latchkey.runtime.rollout.StaleVersionException;
import java.util.OptionalLong;
import java.util.Set;

/** One phase, by name or number: its state and its switch. Thread-safe. */
public final class PhaseEndpoint implements Endpoint {
  private final PhaseSwitches phases;

  /** Shows and changes {@code phases}. */
  public PhaseEndpoint(PhaseSwitches phases) {
    this.phases = phases;
  }

  @Override
  public String path() {
    return "/api/v1/phases/{id}";
  }

  @Override
  public Set<String> methods() {
    return Set.of("GET", "PATCH");
  }

  @Override
  public Reply answer(Request request) {
    Phase phase =
        Phase.of(request.parameter())
            .orElseThrow(
                () ->
                    Problem.notFound(
                        "Phases are jwks, jwt, session, pool and integrated, or 1 to 5."));
    return reply(request.method().equals("PATCH") ? changed(phase, request) : phases.state(phase));
  }

  private PhaseState changed(Phase phase, Request request) {
    OptionalLong expected =
        request.ifMatch().map(tag -> version(phase, tag)).orElse(OptionalLong.empty());
    try {
      return phases.change(phase, PhaseBody.read(request.body()), expected);
    } catch (StaleVersionException stale) {
      throw Problem.stale(String.valueOf(stale.getMessage()));
    } catch (PhaseUnavailableException unavailable) {
      throw Problem.conflict(String.valueOf(unavailable.getMessage()));
    }
  }

  /** A tag that is not ours is the tag of no version there ever was. */
  private static OptionalLong version(Phase phase, String tag) {
    String prefix = "\"p-" + phase.id() + "-";
    if (tag.equals("*")) {
      return OptionalLong.empty();
    }
    if (tag.startsWith(prefix) && tag.endsWith("\"")) {
      String digits = tag.substring(prefix.length(), tag.length() - 1);
      if (!digits.isEmpty()
          && digits.length() < 19
          && digits.chars().allMatch(Character::isDigit)) {
        return OptionalLong.of(Long.parseLong(digits));
      }
    }
    return OptionalLong.of(-1);
  }

  private static Reply reply(PhaseState state) {
    return Reply.json(Views.phase(state))
        .with("ETag", "\"p-" + state.phase().id() + "-" + state.version() + "\"");
  }
}

package dev.latchkey.runtime.alert;

import dev.latchkey.runtime.config.AlertConfig;
import dev.latchkey.runtime.config.AlertConfig.Severity;
import java.time.Duration;

/** A rule of the configuration: it is called, and says when it fires, as stands there. */
abstract class ConfiguredRule implements Rule {
  private static final Duration CALM = Duration.ofMinutes(1);

  private final AlertConfig config;

  ConfiguredRule(AlertConfig config) {
    this.config = config;
  }

  final AlertConfig config() {
    return config;
  }

  @Override
  public final String id() {
    return config.name();
  }

  @Override
  public final String text() {
    return config.when().toString();
  }

  @Override
  public final Severity severity() {
    return config.severity();
  }

  @Override
  public Duration sustained() {
    return config.when().sustained();
  }

  @Override
  public final Duration calm() {
    return CALM;
  }
}

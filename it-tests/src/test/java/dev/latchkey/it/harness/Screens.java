package dev.latchkey.it.harness;

import java.util.List;

/** The dashboard's screens, by the names that its addresses have for them. */
public final class Screens {
  /** All of them, in the order of the navigation. */
  public static final List<String> ALL =
      List.of(
          "overview",
          "phases",
          "layers",
          "discovery",
          "database",
          "alerts",
          "benchmarks",
          "system",
          "config",
          "audit");

  private Screens() {}
}

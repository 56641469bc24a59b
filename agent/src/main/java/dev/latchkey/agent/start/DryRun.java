package dev.latchkey.agent.start;

import dev.latchkey.agent.copy.Copiers;
import dev.latchkey.agent.weave.ClassPathScan;
import dev.latchkey.agent.weave.WeavingReport;
import dev.latchkey.runtime.LatchkeyRuntime;
import dev.latchkey.runtime.config.LatchkeyConfig;
import dev.latchkey.runtime.metrics.TargetSnapshot;
import dev.latchkey.runtime.time.Ticker;
import java.io.File;
import java.io.IOException;
import java.util.List;

/** What a configuration would weave on a class path, without an application. Stateless. */
public final class DryRun {
  private DryRun() {}

  /**
   * Returns each target as it would stand once everything on the class path was loaded.
   *
   * @throws IOException when an element of the class path cannot be read
   */
  public static List<TargetSnapshot> of(LatchkeyConfig config, List<File> classPath)
      throws IOException {
    try (LatchkeyRuntime runtime = new LatchkeyRuntime(config, Ticker.system())) {
      Targets targets = new Targets(runtime, new Copiers(null));
      targets.keep(targets.prepare(Selection.of(config)));
      ClassPathScan.run(
          Targets.list(targets.inForce()), new WeavingReport(runtime.metrics()), classPath);
      return runtime.metrics().targets();
    }
  }
}

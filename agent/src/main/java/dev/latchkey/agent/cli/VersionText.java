package dev.latchkey.agent.cli;

import dev.latchkey.agent.start.Version;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints. */
final class VersionText implements IVersionProvider {
  /** For picocli. */
  VersionText() {}

  @Override
  public String[] getVersion() {
    return new String[] {"latchkey " + Version.text()};
  }
}

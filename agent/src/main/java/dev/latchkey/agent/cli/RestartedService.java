package dev.latchkey.agent.cli;

import dev.latchkey.runtime.bench.ServiceStart;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Starts the service by its command; what it prints is not kept. */
record RestartedService(List<String> command) implements ServiceStart {
  private static final int PATIENCE_SECONDS = 20;

  @Override
  public Started start() throws IOException {
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(Redirect.DISCARD)
            .redirectError(Redirect.DISCARD)
            .start();
    return new Running(process);
  }

  private record Running(Process process) implements Started {
    @Override
    public boolean isAlive() {
      return process.isAlive();
    }

    @Override
    public void close() {
      List<ProcessHandle> children = process.descendants().toList();
      process.destroy();
      try {
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
          process.destroyForcibly();
        }
      } catch (InterruptedException stopped) {
        process.destroyForcibly();
        Thread.currentThread().interrupt();
      }
      children.forEach(ProcessHandle::destroy);
    }
  }
}

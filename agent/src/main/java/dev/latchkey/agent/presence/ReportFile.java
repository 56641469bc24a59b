package dev.latchkey.agent.presence;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;

/**
 * The file in which the agent answers a command that loaded it into a running JVM: each line that
 * it logs, then {@link #DONE} or {@link #REFUSED}. The command chooses a name that nobody can guess
 * and removes the file.
 *
 * <p>Thread-safe.
 */
public final class ReportFile implements AutoCloseable {
  /** The last line when the agent did what it was loaded for. */
  public static final String DONE = "done";

  /** The last line when it did not. */
  public static final String REFUSED = "refused";

  private final Writer out;

  private ReportFile(Writer out) {
    this.out = out;
  }

  /** Creates the file. */
  public static ReportFile create(String path) throws IOException {
    return new ReportFile(PrivateFile.create(Path.of(path)));
  }

  /**
   * Adds a line; a report that cannot be written any more must not keep the agent from its work.
   */
  public synchronized void line(String text) {
    try {
      out.write(text.replace('\n', ' ') + "\n");
      out.flush();
    } catch (IOException full) {
      // The command then says that it has no answer.
    }
  }

  @Override
  public synchronized void close() throws IOException {
    out.close();
  }
}

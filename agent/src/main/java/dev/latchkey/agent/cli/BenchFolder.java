package dev.latchkey.agent.cli;

import dev.latchkey.runtime.bench.BenchResult;
import dev.latchkey.runtime.bench.HdrLog;
import dev.latchkey.runtime.bench.HtmlReport;
import dev.latchkey.runtime.bench.JUnitReport;
import dev.latchkey.runtime.bench.MarkdownReport;
import dev.latchkey.runtime.bench.ResultJson;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.HdrHistogram.Histogram;

/**
 * Where the results of a run are kept: {@code result.json}, {@code seconds.hlog}, {@code
 * report.md}, {@code report.html}, {@code junit.xml}. Written anew after each scenario, so that
 * what there is survives whatever happens. Confined to one thread.
 */
final class BenchFolder implements Closeable {
  private final Path folder;
  private final HdrLog log;

  /** Makes the folder, so that a disk that cannot be written to is told before the load. */
  BenchFolder(Path folder) throws IOException {
    this.folder = folder;
    Files.createDirectories(folder);
    log =
        new HdrLog(new BufferedOutputStream(Files.newOutputStream(folder.resolve("seconds.hlog"))));
  }

  Path path() {
    return folder;
  }

  void log(String tag, long at, Histogram second) throws IOException {
    log.add(tag, at, second);
  }

  void keep(BenchResult result) throws IOException {
    write("result.json", ResultJson.write(result));
    write("report.md", MarkdownReport.of(result).getBytes(StandardCharsets.UTF_8));
    write("report.html", HtmlReport.of(result).getBytes(StandardCharsets.UTF_8));
    write("junit.xml", JUnitReport.of(result).getBytes(StandardCharsets.UTF_8));
  }

  /** What was kept before stays whole when there is no room for the new one. */
  private void write(String name, byte[] content) throws IOException {
    Path next = folder.resolve(name + ".new");
    try {
      Files.write(next, content);
      Files.move(next, folder.resolve(name), StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException full) {
      Files.deleteIfExists(next);
      throw full;
    }
  }

  @Override
  public void close() throws IOException {
    log.close();
  }
}

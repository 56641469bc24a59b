package dev.latchkey.runtime.audit;

import java.io.BufferedReader;
import java.io.File;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Lines that are only ever added, in files for the user alone: a full one is put aside under its
 * number, and the oldest goes. Confined to whoever holds it.
 *
 * <p>Uses {@code java.io} alone: this may be asked for before the application's main method chose a
 * file system.
 */
final class AuditFile {
  static final int KEPT = 4;

  private final File file;
  private final long maxBytes;

  /**
   * @param maxBytes of one of the {@value #KEPT} files
   */
  AuditFile(File file, long maxBytes) {
    this.file = file;
    this.maxBytes = maxBytes;
  }

  /** Adds lines, all or none of which may be on the disk when this fails. */
  void append(List<String> lines) throws IOException {
    prepare();
    if (file.length() > maxBytes) {
      rotate();
      prepare();
    }
    StringBuilder text = new StringBuilder();
    lines.forEach(line -> text.append(line).append('\n'));
    try (OutputStream out = new FileOutputStream(file, true)) {
      out.write(text.toString().getBytes(StandardCharsets.UTF_8));
    }
  }

  private void prepare() throws IOException {
    File folder = file.getAbsoluteFile().getParentFile();
    if (folder != null && !folder.isDirectory() && folder.mkdirs()) {
      own(folder, true);
    }
    if (file.createNewFile()) {
      own(file, false);
    }
  }

  /** Where a file system knows no owners there is nothing to be done, so results tell nothing. */
  private static void own(File made, boolean folder) {
    made.setReadable(false, false);
    made.setWritable(false, false);
    made.setExecutable(false, false);
    made.setReadable(true, true);
    made.setWritable(true, true);
    if (folder) {
      made.setExecutable(true, true);
    }
  }

  private void rotate() throws IOException {
    File oldest = numbered(KEPT - 1);
    if (oldest.exists() && !oldest.delete()) {
      throw new IOException(oldest + " cannot be removed");
    }
    for (int number = KEPT - 2; number >= 0; number--) {
      File from = numbered(number);
      File to = numbered(number + 1);
      if (from.exists() && !from.renameTo(to)) {
        throw new IOException(from + " cannot be renamed to " + to);
      }
    }
  }

  private File numbered(int number) {
    return number == 0 ? file : new File(file.getPath() + "." + number);
  }

  /** Returns the last lines, oldest first. */
  List<String> tail(int most) throws IOException {
    List<String> lines = new ArrayList<>();
    for (int number = KEPT - 1; number >= 0; number--) {
      if (numbered(number).isFile()) {
        read(numbered(number), lines);
      }
    }
    return List.copyOf(lines.subList(Math.max(0, lines.size() - most), lines.size()));
  }

  private static void read(File from, List<String> lines) throws IOException {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(new FileInputStream(from), StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        lines.add(line);
      }
    }
  }

  @Override
  public String toString() {
    return file.toString();
  }
}

package dev.latchkey.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Writes the table for programs to read. */
final class ResultFile {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private ResultFile() {}

  /** Writes {@code {"steps": [...], "goals": [...]}}, replacing what was there. */
  static void write(Path file, List<Step> steps, SessionGoals goals) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    var content = new LinkedHashMap<String, Object>();
    content.put("steps", steps);
    content.put("goals", goals.goals());
    Files.writeString(file, JSON.writeValueAsString(content) + "\n");
  }
}

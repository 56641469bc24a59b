package dev.latchkey.it.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/** Compiles the application of a library against one version of it. */
final class MatrixCompiler {
  private MatrixCompiler() {}

  /** Compiles into {@code output} and returns the class path to run with. */
  static String compile(MatrixLibrary library, String version, String classPath, Path output) {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter messages = new StringWriter();
    try (var files = compiler.getStandardFileManager(null, null, null)) {
      Files.createDirectories(output);
      boolean compiled =
          compiler
              .getTask(
                  messages,
                  files,
                  null,
                  options(library, classPath, output),
                  null,
                  files.getJavaFileObjects(
                      library.sources().resolve(library.main(version) + ".java")))
              .call();
      assertThat(compiled).as("%s %s: %s", library.id(), version, messages).isTrue();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return output + File.pathSeparator + classPath;
  }

  private static List<String> options(MatrixLibrary library, String classPath, Path output) {
    return List.of(
        "--release",
        "17",
        "-proc:none",
        "-nowarn",
        "-d",
        output.toString(),
        "-cp",
        classPath,
        "-sourcepath",
        library.sources() + File.pathSeparator + MatrixLibrary.common());
  }
}

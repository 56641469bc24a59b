import dev.latchkey.runtime.config.ConfigReader;
import dev.latchkey.runtime.config.ConfigResult;
import dev.latchkey.runtime.config.TargetCompiler;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Compiles the presets, so that no application waits at its start for their YAML to be parsed. Run
 * by the build as a source file:
 *
 * <pre>java -cp CLASSPATH PresetCompiler.java DIRECTORY</pre>
 *
 * <p>Next to each {@code NAME.yaml} of the directory it writes {@code NAME.bin}. A faulty preset
 * ends the build.
 */
public final class PresetCompiler {
  private static final String SUFFIX = ".yaml";

  private PresetCompiler() {}

  public static void main(String[] arguments) throws IOException {
    Path directory = Path.of(arguments[0]);
    try (DirectoryStream<Path> presets = Files.newDirectoryStream(directory, "*" + SUFFIX)) {
      for (Path preset : presets) {
        compile(preset, directory);
      }
    }
  }

  private static void compile(Path preset, Path directory) throws IOException {
    String file = preset.getFileName().toString();
    ConfigResult result = ConfigReader.read(Files.readString(preset), file, Map.of());
    if (!result.problems().isEmpty()) {
      throw new IllegalStateException(result.problems().toString());
    }
    String name = file.substring(0, file.length() - SUFFIX.length());
    try (DataOutputStream out =
        new DataOutputStream(Files.newOutputStream(directory.resolve(name + ".bin")))) {
      TargetCompiler.write(result.config().orElseThrow().targets(), out);
    }
  }
}

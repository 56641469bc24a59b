package dev.latchkey.it.strangers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.it.harness.AppJvm;
import dev.latchkey.it.matrix.ClassPaths;
import dev.latchkey.it.matrix.MatrixTokens;
import dev.latchkey.it.matrix.QuarkusBuilds;
import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/**
 * What to start a stranger with.
 *
 * @param classPath its own classes and its libraries
 * @param main the class to start
 */
public record StrangerBuild(String classPath, String main) {
  private static final String PROCESSOR = "io.micronaut:micronaut-inject-java";

  /** Starts it in a JVM of its own, for tokens of the tests' own, without waiting for it. */
  public AppJvm start(String keySetUrl, AppJvm.Builder builder) {
    return start(keySetUrl, MatrixTokens.ISSUER, MatrixTokens.AUDIENCE, builder);
  }

  /** Starts it in a JVM of its own, for tokens of an issuer, without waiting for it. */
  AppJvm start(String keySetUrl, String issuer, String audience, AppJvm.Builder builder) {
    return builder.classPath(classPath).start(main, keySetUrl, issuer, audience);
  }

  /** Resolves what it needs, compiles it and has it built as its framework wants. */
  public static StrangerBuild of(Stranger stranger) {
    List<String> wanted = stranger.libraries();
    ClassPaths paths = ClassPaths.resolve(List.of(wanted));
    String libraries = paths.of(wanted);
    return switch (stranger.build()) {
      case PLAIN -> {
        Path classes = compile(stranger, libraries, "-proc:none");
        yield new StrangerBuild(classes + File.pathSeparator + libraries, stranger.main());
      }
      case MICRONAUT -> {
        List<String> processors =
            List.of(
                wanted.get(0), PROCESSOR, "io.micronaut.validation:micronaut-validation-processor");
        String processorPath = ClassPaths.resolve(List.of(processors)).of(processors);
        Path classes = compile(stranger, libraries, "-processorpath", processorPath);
        yield new StrangerBuild(classes + File.pathSeparator + libraries, stranger.main());
      }
      case QUARKUS -> {
        Path module = paths.module(wanted);
        compileTo(module.resolve("target/classes"), stranger, libraries, "-proc:none");
        Path jar = module.resolve("target/quarkus-app/quarkus-run.jar");
        QuarkusBuilds.build(paths.project(), module.getFileName().toString(), stranger.version());
        yield new StrangerBuild(jar.toString(), QuarkusBuilds.MAIN);
      }
    };
  }

  private static Path compile(Stranger stranger, String libraries, String... options) {
    Path classes =
        Path.of("target/strangers", stranger.folder() + "-" + stranger.version()).toAbsolutePath();
    compileTo(classes, stranger, libraries, options);
    return classes;
  }

  private static void compileTo(Path classes, Stranger stranger, String libraries, String... more) {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter messages = new StringWriter();
    List<String> options = new ArrayList<>(List.of("--release", "17", "-parameters", "-nowarn"));
    options.addAll(List.of("-d", classes.toString(), "-cp", libraries));
    options.addAll(List.of(more));
    try (var files = compiler.getStandardFileManager(null, null, null);
        Stream<Path> found = Files.walk(Path.of("src/test/strangers", stranger.folder()))) {
      Files.createDirectories(classes);
      List<Path> javas = found.filter(file -> file.toString().endsWith(".java")).toList();
      boolean compiled =
          compiler
              .getTask(
                  messages, files, null, options, null, files.getJavaFileObjectsFromPaths(javas))
              .call();
      assertThat(compiled).as("%s: %s", stranger, messages).isTrue();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

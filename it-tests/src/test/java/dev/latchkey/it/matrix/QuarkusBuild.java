package dev.latchkey.it.matrix;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Packages an application of Quarkus with Quarkus' own build, which writes its classes anew and
 * gives it a class loader that finds them.
 */
final class QuarkusBuild {
  private static final String COMPILER = "3.13.0";

  private QuarkusBuild() {}

  /** Builds below {@code output}, once a version, and returns the class path to run with. */
  static String build(MatrixLibrary library, String version, Path output) {
    Path project = output.resolve("quarkus-" + version);
    Path jar = project.resolve("target/quarkus-app/quarkus-run.jar");
    if (!Files.exists(jar)) {
      MatrixMaven.write(project.resolve("pom.xml"), pom(library.coordinates(version), version));
      copy(library.sources(), project.resolve("src/main/java"));
      copy(MatrixLibrary.common(), project.resolve("src/main/java"));
      MatrixMaven.run(project, "package");
    }
    return jar.toString();
  }

  private static String pom(List<String> coordinates, String version) {
    return MatrixMaven.pom(
        """
        <groupId>matrix</groupId><artifactId>quarkus</artifactId><version>1</version>
        <properties>
          <maven.compiler.release>17</maven.compiler.release>
          <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>
        </properties>
        <dependencyManagement><dependencies><dependency>
          <groupId>io.quarkus</groupId><artifactId>quarkus-bom</artifactId><version>VERSION</version>
          <type>pom</type><scope>import</scope>
        </dependency></dependencies></dependencyManagement>
        <dependencies>DEPENDENCIES</dependencies>
        <build><plugins>
          <plugin><artifactId>maven-compiler-plugin</artifactId><version>COMPILER</version></plugin>
          <plugin>
            <groupId>io.quarkus</groupId><artifactId>quarkus-maven-plugin</artifactId>
            <version>VERSION</version><extensions>true</extensions>
            <executions><execution><goals><goal>build</goal></goals></execution></executions>
          </plugin>
        </plugins></build>
        """
            .replace("VERSION", version)
            .replace("COMPILER", COMPILER)
            .replace(
                "DEPENDENCIES",
                coordinates.stream().map(MatrixMaven::dependency).collect(Collectors.joining())));
  }

  private static void copy(Path folder, Path output) {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(each -> each.toString().endsWith(".java")).toList()) {
        MatrixMaven.write(output.resolve(file.getFileName()), Files.readString(file));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

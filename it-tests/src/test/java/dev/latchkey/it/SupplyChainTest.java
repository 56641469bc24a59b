package dev.latchkey.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.latchkey.it.harness.AppJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The bill of materials beside the jar names all that is in it, and everything in it may be given
 * on. {@code -Dlicences.write=true} rewrites {@code docs/third-party.md}. Without a network the
 * build makes no such bill.
 */
class SupplyChainTest {
  private static final long MOST_BYTES = 15_000_000;
  private static final Path PAGE = Path.of("../docs/third-party.md");
  private static final String HEAD = "| --- | --- | --- |";

  /** Of a library that may be had under one of several, one has to be here. */
  private static final Set<String> ALLOWED =
      Set.of("Apache-2.0", "MIT", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "EPL-2.0", "MPL-2.0");

  /** Folders of classes of libraries whose group is called otherwise. */
  private static final Set<String> ELSEWHERE =
      Set.of("picocli/", "org/h2/", "org/HdrHistogram/", "org/xnio/");

  private static List<JsonNode> components;

  @BeforeAll
  static void read() throws IOException {
    assumeFalse(System.getProperty("maven.mode").endsWith("true"), "Maven is offline");
    JsonNode bill =
        new ObjectMapper()
            .readTree(AppJvm.latchkeyJar().resolveSibling("latchkey-sbom.json").toFile());
    components =
        StreamSupport.stream(bill.get("components").spliterator(), false)
            .filter(each -> !each.path("group").asText().equals("dev.latchkey"))
            .toList();
    assertThat(components).hasSizeGreaterThan(20);
  }

  @Test
  void everyLibraryMayBeGivenOn() {
    for (JsonNode component : components) {
      String purl = component.path("purl").asText();
      assertThat(licences(component)).as(purl).anyMatch(ALLOWED::contains);
      assertThat(component.path("version").asText()).as(purl).isNotEmpty();
      assertThat(component.path("hashes")).as("hashes of %s", purl).isNotEmpty();
    }
  }

  @Test
  void thePageListsThem() throws IOException {
    TreeSet<String> rows = new TreeSet<>();
    for (JsonNode each : components) {
      rows.add(
          "| `%s:%s` | %s | %s |"
              .formatted(
                  each.path("group").asText(),
                  each.path("name").asText(),
                  each.path("version").asText(),
                  String.join(" or ", licences(each))));
    }
    String page = Files.readString(PAGE);
    String expected =
        page.substring(0, page.indexOf(HEAD) + HEAD.length())
            + "\n"
            + String.join("\n", rows)
            + "\n";
    if (Boolean.getBoolean("licences.write")) {
      Files.writeString(PAGE, expected);
    }
    assertThat(Files.readString(PAGE)).as("-Dlicences.write=true rewrites it").isEqualTo(expected);
  }

  /** By the folder that each library's classes are in. */
  @Test
  void everyClassInTheJarIsOfALibraryThatIsNamed() throws IOException {
    List<String> groups = new ArrayList<>(ELSEWHERE);
    groups.add("dev/latchkey/");
    for (JsonNode each : components) {
      groups.add(twoFolders(each.path("group").asText().replace('.', '/') + "/"));
    }
    try (JarFile jar = new JarFile(AppJvm.latchkeyJar().toFile())) {
      assertThat(
              jar.stream()
                  .map(entry -> entry.getName())
                  .filter(name -> name.startsWith("inst/") && name.endsWith(".lk"))
                  .map(name -> name.replaceFirst("^inst/(META-INF/versions/\\d+/)?", "")))
          .allMatch(name -> groups.stream().anyMatch(name::startsWith));
    }
  }

  @Test
  void termsAreInTheJar() throws IOException {
    try (JarFile jar = new JarFile(AppJvm.latchkeyJar().toFile())) {
      for (String name : List.of("LICENSE", "licenses/README.md", "licenses/jedis.txt")) {
        assertThat(jar.getEntry("META-INF/" + name)).as(name).isNotNull();
      }
    }
  }

  @Test
  void theJarIsSmall() throws IOException {
    assertThat(Files.size(AppJvm.latchkeyJar())).isLessThan(MOST_BYTES);
  }

  private static String twoFolders(String path) {
    return path.replaceFirst("^((?:[^/]+/){1,2}).*", "$1");
  }

  private static List<String> licences(JsonNode component) {
    List<String> licences = new ArrayList<>();
    for (JsonNode each : component.path("licenses")) {
      JsonNode licence = each.path("license");
      String name =
          licence.path("id").asText(licence.path("name").asText(each.path("expression").asText()));
      licences.add(name.replace("EPL 1.0", "EPL-1.0"));
    }
    return licences;
  }
}

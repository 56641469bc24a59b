import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.Label;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.commons.ClassRemapper;
import net.bytebuddy.jar.asm.commons.SimpleRemapper;

/**
 * Assembles latchkey.jar from the agent's class path. Run by the build as a source file:
 *
 * <pre>java -cp byte-buddy.jar AgentJar.java OUTPUT VERSION TIMESTAMP ROOT CLASSPATH</pre>
 *
 * <p>Two classes stay visible to the application: the entry and the class loader. Everything else
 * goes to {@code inst/} with classes renamed to {@code .lk}, so that no other loader finds them.
 * The gate class moves to {@code java.lang}, and what XNIO and its helpers ask of the platform
 * MBean server goes to a shim. The same input gives the same bytes.
 */
public final class AgentJar {
  private static final Set<String> VISIBLE =
      Set.of(
          "dev/latchkey/agent/LatchkeyAgent.class",
          "dev/latchkey/agent/AgentClassLoader.class",
          "dev/latchkey/agent/AgentClassLoader$EntryHandler.class",
          "dev/latchkey/agent/AgentClassLoader$EntryHandler$1.class");
  private static final String GATE = "dev/latchkey/agent/gate/LatchkeyGate";
  private static final Map<String, String> GATE_MOVE = Map.of(GATE, "java/lang/LatchkeyGate");
  private static final Map<String, String> MANAGEMENT_MOVE =
      Map.of("java/lang/management/ManagementFactory", "dev/latchkey/agent/start/ManagementShim");

  /**
   * Where an application tells its own copy of JBoss Logging what to use; ours must not listen to
   * it.
   */
  private static final String LOGGING_PROPERTY = "org.jboss.logging.provider";

  private static final String OWN_LOGGING_PROPERTY = "dev.latchkey.logs.provider";
  private static final Pattern MANAGED =
      Pattern.compile("org/(xnio|jboss/threads|wildfly/common)/.*");
  private static final Pattern VERSIONED = Pattern.compile("META-INF/versions/(\\d+)/(.*)");
  private static final Pattern LEFT_OUT =
      Pattern.compile(
          "(.*/)?(module-info|package-info)\\.class|META-INF/(MANIFEST\\.MF|INDEX\\.LIST|maven/.*|.*\\.(SF|RSA|DSA))");
  private static final Pattern LEGAL =
      Pattern.compile(
          "(META-INF/)?(LICENSE|NOTICE|LICENCE)(\\.(txt|md))?", Pattern.CASE_INSENSITIVE);
  private static final int OLDEST_JAVA = 17;

  /** The client side of the HTTP server, which serves here and never calls. */
  private static final Pattern UNUSED_NAME =
      Pattern.compile(
          "io/undertow/((client|server/handlers/proxy|websockets/client)/|protocols/ajp/(Abstract)?AjpClient)\\w+");

  private static final Pattern UNUSED = Pattern.compile(UNUSED_NAME.pattern() + ".*");

  /** Stands in a signature of the logger, all of which are looked at when the server starts. */
  private static final String IN_A_SIGNATURE = "io/undertow/client/ClientConnection.class";

  /** Name an unused class in a method that nothing here calls, or in a signature only. */
  private static final Pattern NAMING_UNUSED =
      Pattern.compile("io/undertow/(Handlers|UndertowLogger|security/impl/GSSAPI.*)\\.class");

  /**
   * Libraries of which a part is used, and that find their own classes by names that stand in the
   * classes that use them.
   */
  private static final Pattern IN_PARTS =
      Pattern.compile(
          "(net[./]bytebuddy|org[./](h2|HdrHistogram)|redis[./]clients[./]jedis)([./][\\w$]+)+");

  private static final Pattern CLASS_ENTRY = Pattern.compile("inst/(.+)\\.lk");

  private final TreeMap<String, byte[]> entries = new TreeMap<>();
  private final TreeMap<String, Integer> versions = new TreeMap<>();

  /**
   * The Java versions above the oldest that some library brings classes for; the loader chooses.
   */
  private final TreeSet<Integer> newer = new TreeSet<>(Comparator.reverseOrder());

  private AgentJar() {}

  public static void main(String[] arguments) throws IOException {
    AgentJar jar = new AgentJar();
    for (String element : arguments[4].split(File.pathSeparator)) {
      jar.add(Path.of(element));
    }
    jar.leaveOutUnnamed();
    jar.addTerms(Path.of(arguments[3]));
    jar.write(Path.of(arguments[0]), arguments[1], Instant.parse(arguments[2]));
  }

  /** Our own, the list of the libraries, and what a library's jar should have in it and has not. */
  private void addTerms(Path root) throws IOException {
    entries.put("META-INF/LICENSE", Files.readAllBytes(root.resolve("LICENSE")));
    entries.put(
        "META-INF/licenses/README.md", Files.readAllBytes(root.resolve("docs/third-party.md")));
    try (Stream<Path> files = Files.list(root.resolve("agent/src/assembly/licenses"))) {
      for (Path file : (Iterable<Path>) files::iterator) {
        entries.put("META-INF/licenses/" + file.getFileName(), Files.readAllBytes(file));
      }
    }
  }

  private void add(Path element) throws IOException {
    if (Files.isDirectory(element)) {
      try (Stream<Path> files = Files.walk(element)) {
        for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
          String name = element.relativize(file).toString().replace(File.separatorChar, '/');
          add(name, Files.readAllBytes(file), element.toString());
        }
      }
      return;
    }
    String artifact = element.getFileName().toString().replaceFirst("\\.jar$", "");
    try (JarFile source = new JarFile(element.toFile())) {
      for (var each = source.entries(); each.hasMoreElements(); ) {
        ZipEntry entry = each.nextElement();
        if (!entry.isDirectory()) {
          try (InputStream in = source.getInputStream(entry)) {
            add(entry.getName(), in.readAllBytes(), artifact);
          }
        }
      }
    }
  }

  private void add(String name, byte[] bytes, String source) throws IOException {
    Matcher versioned = VERSIONED.matcher(name);
    int version = 0;
    if (versioned.matches()) {
      version = Integer.parseInt(versioned.group(1));
      name = versioned.group(2);
    }
    boolean named = name.equals(IN_A_SIGNATURE);
    if (LEFT_OUT.matcher(name).matches() || (UNUSED.matcher(name).matches() && !named)) {
      return;
    }
    if (name.endsWith(".class") && !named && !NAMING_UNUSED.matcher(name).matches()) {
      refuseUnused(name, bytes);
    }
    if (version > OLDEST_JAVA) {
      newer.add(version);
      put(
          "inst/META-INF/versions/" + version + "/" + name.replaceFirst("\\.class$", ".lk"),
          version,
          rewritten(name, bytes),
          source);
      return;
    }
    if (LEGAL.matcher(name).matches()) {
      entries.put(
          "META-INF/licenses/" + source + "/" + name.substring(name.lastIndexOf('/') + 1), bytes);
    } else if (VISIBLE.contains(name)) {
      entries.put(name, bytes);
    } else if (name.equals(GATE + ".class")) {
      entries.put("inst/gate.bin", moved(bytes, GATE_MOVE));
    } else if (name.startsWith("META-INF/services/")) {
      entries.merge("inst/" + name, bytes, AgentJar::joined);
    } else {
      put("inst/" + name.replaceFirst("\\.class$", ".lk"), version, rewritten(name, bytes), source);
    }
  }

  /** A new version of a library may need what this one does not: noticed here, not at night. */
  private static void refuseUnused(String name, byte[] bytes) {
    Matcher named = UNUSED_NAME.matcher(new String(bytes, StandardCharsets.ISO_8859_1));
    if (named.find()) {
      throw new IllegalStateException(name + " needs " + named.group() + ", which is left out");
    }
  }

  /** Leaves out what no class that is used names, be it in a text: a sixteenth of the jar. */
  private void leaveOutUnnamed() {
    Set<String> named = new TreeSet<>();
    ArrayDeque<String> unread =
        entries.keySet().stream()
            .filter(entry -> !isInParts(entry))
            .collect(Collectors.toCollection(ArrayDeque::new));
    while (!unread.isEmpty()) {
      String text = new String(entries.get(unread.pop()), StandardCharsets.ISO_8859_1);
      Matcher name = IN_PARTS.matcher(text);
      while (name.find()) {
        String entry = "inst/" + name.group().replace('.', '/') + ".lk";
        if (entries.containsKey(entry) && named.add(entry)) {
          unread.push(entry);
        }
      }
    }
    entries.keySet().removeIf(entry -> isInParts(entry) && !named.contains(entry));
  }

  private static boolean isInParts(String entry) {
    Matcher type = CLASS_ENTRY.matcher(entry);
    return type.matches() && IN_PARTS.matcher(type.group(1)).matches();
  }

  private void put(String name, int version, byte[] bytes, String source) {
    Integer known = versions.get(name);
    if (known != null && known == version && name.endsWith(".lk")) {
      throw new IllegalStateException(
          name + " is on the class path twice; the second time in " + source);
    }
    if (known == null || known < version) {
      versions.put(name, version);
      entries.put(name, bytes);
    }
  }

  private static byte[] rewritten(String name, byte[] bytes) {
    if (!name.endsWith(".class")) {
      return bytes;
    }
    if (name.equals("org/jboss/logging/LoggerProviders.class")) {
      return renamed(bytes, LOGGING_PROPERTY, OWN_LOGGING_PROPERTY);
    }
    if (name.startsWith("dev/latchkey/agent/")) {
      return withoutVariables(moved(bytes, GATE_MOVE));
    }
    return withoutVariables(
        MANAGED.matcher(name).matches() ? moved(bytes, MANAGEMENT_MOVE) : bytes);
  }

  /**
   * Leaves out the names of local variables, which only a debugger reads: a tenth of the jar, and
   * of what the JVM parses when it loads a class of it.
   */
  private static byte[] withoutVariables(byte[] bytes) {
    ClassWriter writer = new ClassWriter(0);
    new ClassReader(bytes)
        .accept(
            new ClassVisitor(Opcodes.ASM9, writer) {
              @Override
              public MethodVisitor visitMethod(
                  int access, String name, String type, String signature, String[] exceptions) {
                return new MethodVisitor(
                    Opcodes.ASM9, super.visitMethod(access, name, type, signature, exceptions)) {
                  @Override
                  public void visitLocalVariable(
                      String variable, String of, String generic, Label from, Label to, int at) {}
                };
              }
            },
            0);
    return writer.toByteArray();
  }

  /** Leaves a class alone that does not name what moves. */
  private static byte[] moved(byte[] bytes, Map<String, String> moves) {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    if (moves.keySet().stream().noneMatch(text::contains)) {
      return bytes;
    }
    ClassWriter writer = new ClassWriter(0);
    new ClassReader(bytes).accept(new ClassRemapper(writer, new SimpleRemapper(moves)), 0);
    return writer.toByteArray();
  }

  /** Replaces a text of the constant pool by one of the same length. */
  private static byte[] renamed(byte[] bytes, String from, String to) {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    if (from.length() != to.length() || !text.contains(from)) {
      throw new IllegalStateException(from + " cannot become " + to);
    }
    return text.replace(from, to).getBytes(StandardCharsets.ISO_8859_1);
  }

  private static byte[] joined(byte[] first, byte[] second) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(first);
    all.write('\n');
    all.writeBytes(second);
    return all.toByteArray();
  }

  private void write(Path output, String version, Instant timestamp) throws IOException {
    Manifest manifest = new Manifest();
    Attributes attributes = manifest.getMainAttributes();
    attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    attributes.put(Attributes.Name.MAIN_CLASS, "dev.latchkey.agent.LatchkeyAgent");
    attributes.put(Attributes.Name.IMPLEMENTATION_TITLE, "Latchkey");
    attributes.put(Attributes.Name.IMPLEMENTATION_VERSION, version);
    attributes.putValue("Premain-Class", "dev.latchkey.agent.LatchkeyAgent");
    attributes.putValue("Agent-Class", "dev.latchkey.agent.LatchkeyAgent");
    attributes.putValue("Can-Retransform-Classes", "true");
    entries.put("inst/version.txt", version.getBytes(StandardCharsets.UTF_8));
    entries.put(
        "inst/java-versions.txt",
        newer.stream()
            .map(String::valueOf)
            .collect(Collectors.joining(" "))
            .getBytes(StandardCharsets.UTF_8));
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    manifest.write(head);
    Files.createDirectories(output.getParent());
    try (OutputStream file = Files.newOutputStream(output);
        ZipOutputStream zip = new ZipOutputStream(file)) {
      zip.setLevel(Deflater.BEST_COMPRESSION);
      write(zip, "META-INF/MANIFEST.MF", head.toByteArray(), timestamp);
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        write(zip, entry.getKey(), entry.getValue(), timestamp);
      }
    }
  }

  private static void write(ZipOutputStream zip, String name, byte[] bytes, Instant timestamp)
      throws IOException {
    ZipEntry entry = new ZipEntry(name);
    entry.setTimeLocal(timestamp.atOffset(java.time.ZoneOffset.UTC).toLocalDateTime());
    zip.putNextEntry(entry);
    new ByteArrayInputStream(bytes).transferTo(zip);
    zip.closeEntry();
  }
}

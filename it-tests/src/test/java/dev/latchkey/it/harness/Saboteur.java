package dev.latchkey.it.harness;

import java.io.IOException;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.ProtectionDomain;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntConsumer;
import java.util.function.Predicate;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;

/**
 * An agent that breaks ours: every method of the agent's own classes asks it when it begins, and
 * while it is armed each throws the first time that it does. So the released jar is what is broken,
 * and carries nothing for it. The application arms it, from inside the same JVM.
 */
public final class Saboteur implements ClassFileTransformer, IntConsumer {
  private static final String KEY = "latchkey.saboteur";
  private static final List<String> VICTIMS =
      List.of(
          "dev/latchkey/runtime/",
          "dev/latchkey/agent/handler/",
          "dev/latchkey/agent/copy/",
          "dev/latchkey/dashboard/");

  /** A site that fails too often is switched off; here it has to go on. */
  private static final String SITE = "dev/latchkey/agent/handler/Site";

  /**
   * What the server's I/O threads call outside of any catch, and which itself catches what it
   * calls: no thread survives that its entry throws, as none would if its own code did.
   */
  private static final String LAST_RESORT = "dev/latchkey/dashboard/log/QuietLogger";

  /** What is thrown. */
  public enum Kind {
    ERROR,
    EXCEPTION,
    OUT_OF_MEMORY;

    Throwable make(String point) {
      return switch (this) {
        case ERROR -> new AssertionError("sabotage of " + point);
        case EXCEPTION -> new IllegalStateException("sabotage of " + point);
        case OUT_OF_MEMORY -> new OutOfMemoryError("sabotage of " + point);
      };
    }
  }

  private final List<String> points = new ArrayList<>();
  private final Set<Integer> thrown = ConcurrentHashMap.newKeySet();
  private volatile Predicate<String> wanted = point -> false;
  private volatile Kind kind = Kind.ERROR;

  private Saboteur() {}

  /** Called by the JVM. */
  public static void premain(String options, Instrumentation instrumentation) {
    Saboteur saboteur = new Saboteur();
    System.getProperties().put(KEY, saboteur);
    instrumentation.addTransformer(saboteur);
  }

  /** Makes the jar that names this class; the class itself is on the application's class path. */
  public static Path jar(Path folder) throws IOException {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().putValue("Premain-Class", Saboteur.class.getName());
    Path jar = folder.resolve("saboteur.jar");
    new JarOutputStream(Files.newOutputStream(jar), manifest).close();
    return jar;
  }

  /** Returns the one of this JVM. */
  public static Saboteur here() {
    return (Saboteur) System.getProperties().get(KEY);
  }

  /** Has each method whose class's name is wanted throw once more. */
  public void arm(Kind thrownNow, Predicate<String> wantedNow) {
    thrown.clear();
    kind = thrownNow;
    wanted = wantedNow;
  }

  /** Lets everything be. */
  public void disarm() {
    wanted = point -> false;
  }

  /** Returns how many methods have thrown since it was armed. */
  public int thrown() {
    return thrown.size();
  }

  @Override
  public void accept(int number) {
    Predicate<String> now = wanted;
    String point;
    synchronized (points) {
      point = points.get(number);
    }
    if (!thrown.contains(number) && now.test(point) && thrown.add(number)) {
      throw Saboteur.<RuntimeException>unchecked(kind.make(point));
    }
  }

  @SuppressWarnings("unchecked")
  private static <T extends Throwable> T unchecked(Throwable failure) throws T {
    throw (T) failure;
  }

  @Override
  public byte[] transform(
      ClassLoader loader,
      String name,
      Class<?> redefined,
      ProtectionDomain domain,
      byte[] classFile) {
    if (loader == null
        || !"latchkey".equals(loader.getName())
        || name.equals(LAST_RESORT)
        || VICTIMS.stream().noneMatch(name::startsWith)) {
      return null;
    }
    ClassReader reader = new ClassReader(classFile);
    ClassWriter writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
    reader.accept(new Asking(writer, name), 0);
    return writer.toByteArray();
  }

  private int point(String name) {
    synchronized (points) {
      points.add(name);
      return points.size() - 1;
    }
  }

  /** Puts the question in front of each method. */
  private final class Asking extends ClassVisitor {
    private final String type;

    Asking(ClassVisitor next, String type) {
      super(Opcodes.ASM9, next);
      this.type = type;
    }

    @Override
    public MethodVisitor visitMethod(
        int access, String name, String descriptor, String signature, String[] exceptions) {
      MethodVisitor body = super.visitMethod(access, name, descriptor, signature, exceptions);
      boolean hasBody = (access & (Opcodes.ACC_ABSTRACT | Opcodes.ACC_NATIVE)) == 0;
      if (!hasBody || name.equals("<clinit>")) {
        return body;
      }
      int number = point(type.replace('/', '.') + "#" + name);
      boolean last = type.equals(SITE) && name.equals("faulted");
      return new MethodVisitor(Opcodes.ASM9, body) {
        @Override
        public void visitCode() {
          super.visitCode();
          if (last) {
            visitInsn(Opcodes.ICONST_0);
            visitInsn(Opcodes.IRETURN);
            mv = null;
            body.visitMaxs(0, 0);
            body.visitEnd();
            return;
          }
          visitMethodInsn(
              Opcodes.INVOKESTATIC,
              "java/lang/System",
              "getProperties",
              "()Ljava/util/Properties;",
              false);
          visitLdcInsn(KEY);
          visitMethodInsn(
              Opcodes.INVOKEVIRTUAL,
              "java/util/Properties",
              "get",
              "(Ljava/lang/Object;)Ljava/lang/Object;",
              false);
          visitTypeInsn(Opcodes.CHECKCAST, "java/util/function/IntConsumer");
          visitLdcInsn(number);
          visitMethodInsn(
              Opcodes.INVOKEINTERFACE, "java/util/function/IntConsumer", "accept", "(I)V", true);
        }
      };
    }
  }
}

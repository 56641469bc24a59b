package dev.latchkey.agent.weave;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import net.bytebuddy.jar.asm.AnnotationVisitor;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.Type;
import net.bytebuddy.utility.OpenedClassReader;
import org.jspecify.annotations.Nullable;

/**
 * The methods that carry the API's annotation, found in class files as these are loaded and woven
 * later by a thread of the agent. Thread-safe; keeps no class alive.
 */
public final class MonitoredMethods {
  /** What is beyond the bound is not timed, as is what has the hundred-and-first name. */
  private static final int MOST_CLASSES = 1_000;

  private static final int NO_BODY =
      Opcodes.ACC_ABSTRACT | Opcodes.ACC_NATIVE | Opcodes.ACC_BRIDGE | Opcodes.ACC_SYNTHETIC;

  private final Set<String> known = ConcurrentHashMap.newKeySet();
  private final Queue<Found> found = new ConcurrentLinkedQueue<>();
  private volatile Runnable wake = () -> {};

  MonitoredMethods() {}

  /**
   * A method to weave.
   *
   * @param parameters names of its parameters' types
   * @param name what the annotation says
   */
  public record Found(String className, String method, List<String> parameters, String name) {
    /** Copies the list. */
    public Found {
      parameters = List.copyOf(parameters);
    }
  }

  /** Has {@code job} run soon after something was found. */
  public void onFound(Runnable job) {
    wake = job;
    if (!found.isEmpty()) {
      job.run();
    }
  }

  /** Returns the next method that was found since, or null. */
  public @Nullable Found next() {
    return found.poll();
  }

  /** Looks through a class file that mentions the annotation. */
  void look(String internalName, byte[] classFile) {
    if (Exclusions.reason(internalName).isPresent()
        || known.size() >= MOST_CLASSES
        || known.contains(internalName)) {
      return;
    }
    List<Found> methods = new ArrayList<>();
    OpenedClassReader.of(classFile)
        .accept(
            new Methods(internalName.replace('/', '.'), methods),
            ClassReader.SKIP_CODE | ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
    // Of a loaded class the JVM hands out no annotation that is not for run time: its file has it.
    if (!methods.isEmpty() && known.add(internalName)) {
      found.addAll(methods);
      wake.run();
    }
  }

  private static final class Methods extends ClassVisitor {
    private final String className;
    private final List<Found> methods;

    private Methods(String className, List<Found> methods) {
      super(OpenedClassReader.ASM_API);
      this.className = className;
      this.methods = methods;
    }

    @Override
    public @Nullable MethodVisitor visitMethod(
        int access,
        String method,
        String descriptor,
        @Nullable String signature,
        String @Nullable [] exceptions) {
      return (access & NO_BODY) != 0
          ? null
          : new MethodVisitor(OpenedClassReader.ASM_API) {
            @Override
            public @Nullable AnnotationVisitor visitAnnotation(String annotation, boolean visible) {
              return annotation.equals(ClassHeader.MARK) ? named(method, descriptor) : null;
            }
          };
    }

    private AnnotationVisitor named(String method, String descriptor) {
      List<String> parameters =
          Arrays.stream(Type.getArgumentTypes(descriptor)).map(Type::getClassName).toList();
      return new AnnotationVisitor(OpenedClassReader.ASM_API) {
        @Override
        public void visit(String component, Object value) {
          methods.add(new Found(className, method, parameters, String.valueOf(value)));
        }
      };
    }
  }
}

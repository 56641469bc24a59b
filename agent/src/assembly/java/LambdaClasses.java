import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.Handle;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.Type;

/**
 * Writes the lambdas of the agent's own classes as classes of latchkey.jar, in place. Run by the
 * build as a source file:
 *
 * <pre>java -cp byte-buddy.jar LambdaClasses.java JAR</pre>
 *
 * <p>The JVM otherwise makes a class for each lambda when it comes to it, which takes several times
 * as long as loading one, and that is felt while the application starts. A class belongs to the
 * nest of the one whose lambda it is (JEP 181), and so reaches what is private there. The command
 * line is left as it is. The same input gives the same bytes.
 */
public final class LambdaClasses {
  private static final Pattern OWN =
      Pattern.compile("inst/(dev/latchkey/(?!agent/cli/)|org/snakeyaml/engine/).+\\.lk");
  private static final String FACTORY = "java/lang/invoke/LambdaMetafactory";
  private static final String INSTANCE = "INSTANCE";
  private static final String MAKE = "make";

  private final Map<String, byte[]> entries = new LinkedHashMap<>();
  private final TreeMap<String, byte[]> made = new TreeMap<>();

  /** The classes that were made, by the class whose nest they belong to. */
  private final TreeMap<String, List<String>> members = new TreeMap<>();

  private LambdaClasses() {}

  public static void main(String[] arguments) throws IOException {
    Path jar = Path.of(arguments[0]);
    LambdaClasses classes = new LambdaClasses();
    LocalDateTime time = classes.read(jar);
    classes.replace();
    classes.write(jar, time);
  }

  private LocalDateTime read(Path jar) throws IOException {
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      for (var each = zip.entries(); each.hasMoreElements(); ) {
        ZipEntry entry = each.nextElement();
        try (InputStream in = zip.getInputStream(entry)) {
          entries.put(entry.getName(), in.readAllBytes());
        }
      }
      return zip.getEntry("META-INF/MANIFEST.MF").getTimeLocal();
    }
  }

  /** All entries are of one time. */
  private void write(Path jar, LocalDateTime time) throws IOException {
    try (OutputStream file = Files.newOutputStream(jar);
        ZipOutputStream zip = new ZipOutputStream(file)) {
      zip.setLevel(Deflater.BEST_COMPRESSION);
      for (Map.Entry<String, byte[]> each : entries.entrySet()) {
        ZipEntry entry = new ZipEntry(each.getKey());
        entry.setTimeLocal(time);
        zip.putNextEntry(entry);
        zip.write(each.getValue());
        zip.closeEntry();
      }
    }
  }

  /** Replaces the classes that have lambdas, and adds those that are their lambdas. */
  private void replace() {
    for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
      if (OWN.matcher(entry.getKey()).matches() && names(entry.getValue(), FACTORY)) {
        entry.setValue(withoutLambdas(entry.getValue()));
      }
    }
    members.forEach((host, names) -> entries.computeIfPresent(entry(host), host(names)));
    entries.putAll(made);
  }

  private static boolean names(byte[] classFile, String name) {
    return new String(classFile, StandardCharsets.ISO_8859_1).contains(name);
  }

  private static String entry(String className) {
    return "inst/" + className + ".lk";
  }

  private static BiFunction<String, byte[], byte[]> host(List<String> names) {
    return (unused, bytes) -> {
      ClassWriter writer = new ClassWriter(0);
      new ClassReader(bytes)
          .accept(
              new ClassVisitor(Opcodes.ASM9, writer) {
                @Override
                public void visitEnd() {
                  names.forEach(this::visitNestMember);
                  super.visitEnd();
                }
              },
              0);
      return writer.toByteArray();
    };
  }

  private byte[] withoutLambdas(byte[] classFile) {
    ClassWriter writer = new ClassWriter(0);
    new ClassReader(classFile).accept(new Replacing(writer), 0);
    return writer.toByteArray();
  }

  /** Makes a class of each lambda of the class that it is shown. */
  private final class Replacing extends ClassVisitor {
    private String name = "";
    private String nest = "";
    private int lambdas;

    Replacing(ClassWriter writer) {
      super(Opcodes.ASM9, writer);
    }

    @Override
    public void visit(
        int version, int access, String name, String generic, String parent, String[] types) {
      this.name = name;
      nest = name;
      super.visit(version, access, name, generic, parent, types);
    }

    @Override
    public void visitNestHost(String host) {
      nest = host;
      super.visitNestHost(host);
    }

    @Override
    public MethodVisitor visitMethod(
        int access, String method, String type, String generic, String[] thrown) {
      return new MethodVisitor(
          Opcodes.ASM9, super.visitMethod(access, method, type, generic, thrown)) {
        @Override
        public void visitInvokeDynamicInsn(
            String called, String form, Handle bootstrap, Object... with) {
          boolean plain =
              bootstrap.getOwner().equals(FACTORY) && bootstrap.getName().equals("metafactory");
          if (!plain) {
            super.visitInvokeDynamicInsn(called, form, bootstrap, with);
            return;
          }
          String lambda = name + "$L" + ++lambdas;
          made.put(
              entry(lambda),
              new LambdaClass(lambda, nest, called, Type.getMethodType(form))
                  .calling((Type) with[0], (Handle) with[1], (Type) with[2]));
          members.computeIfAbsent(nest, unused -> new ArrayList<>()).add(lambda);
          if (Type.getArgumentCount(form) == 0) {
            String itself = Type.getReturnType(form).getDescriptor();
            super.visitFieldInsn(Opcodes.GETSTATIC, lambda, INSTANCE, itself);
          } else {
            super.visitMethodInsn(Opcodes.INVOKESTATIC, lambda, MAKE, form, false);
          }
        }
      };
    }
  }

  /**
   * A class that is one lambda.
   *
   * @param nest the class whose private members it may use
   * @param method what the interface calls it
   * @param form what it captures, and the interface that it returns
   */
  private record LambdaClass(String name, String nest, String method, Type form) {
    /**
     * Returns the class file.
     *
     * @param erased how the interface declares the method
     * @param body what the lambda does
     * @param called the types that the method is called with
     */
    byte[] calling(Type erased, Handle body, Type called) {
      ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
      writer.visit(
          Opcodes.V17,
          Opcodes.ACC_FINAL | Opcodes.ACC_SUPER | Opcodes.ACC_SYNTHETIC,
          name,
          null,
          "java/lang/Object",
          new String[] {form.getReturnType().getInternalName()});
      writer.visitNestHost(nest);
      constructor(writer);
      if (form.getArgumentTypes().length == 0) {
        instance(writer);
      } else {
        maker(writer);
      }
      body(writer, erased, body, called);
      writer.visitEnd();
      return writer.toByteArray();
    }

    private void constructor(ClassWriter writer) {
      Type[] captured = form.getArgumentTypes();
      String type = Type.getMethodDescriptor(Type.VOID_TYPE, captured);
      MethodVisitor code = writer.visitMethod(Opcodes.ACC_PRIVATE, "<init>", type, null, null);
      code.visitCode();
      code.visitVarInsn(Opcodes.ALOAD, 0);
      code.visitMethodInsn(Opcodes.INVOKESPECIAL, "java/lang/Object", "<init>", "()V", false);
      int slot = 1;
      for (int i = 0; i < captured.length; i++) {
        int access = Opcodes.ACC_PRIVATE | Opcodes.ACC_FINAL;
        writer.visitField(access, "c" + i, captured[i].getDescriptor(), null, null);
        code.visitVarInsn(Opcodes.ALOAD, 0);
        code.visitVarInsn(captured[i].getOpcode(Opcodes.ILOAD), slot);
        code.visitFieldInsn(Opcodes.PUTFIELD, name, "c" + i, captured[i].getDescriptor());
        slot += captured[i].getSize();
      }
      end(code, Opcodes.RETURN);
    }

    /** What captures nothing is the same object every time. */
    private void instance(ClassWriter writer) {
      String type = form.getReturnType().getDescriptor();
      int access = Opcodes.ACC_STATIC | Opcodes.ACC_FINAL;
      writer.visitField(access, INSTANCE, type, null, null);
      MethodVisitor code = writer.visitMethod(Opcodes.ACC_STATIC, "<clinit>", "()V", null, null);
      code.visitCode();
      code.visitTypeInsn(Opcodes.NEW, name);
      code.visitInsn(Opcodes.DUP);
      code.visitMethodInsn(Opcodes.INVOKESPECIAL, name, "<init>", "()V", false);
      code.visitFieldInsn(Opcodes.PUTSTATIC, name, INSTANCE, type);
      end(code, Opcodes.RETURN);
    }

    private void maker(ClassWriter writer) {
      Type[] captured = form.getArgumentTypes();
      MethodVisitor code =
          writer.visitMethod(Opcodes.ACC_STATIC, MAKE, form.getDescriptor(), null, null);
      code.visitCode();
      code.visitTypeInsn(Opcodes.NEW, name);
      code.visitInsn(Opcodes.DUP);
      int slot = 0;
      for (Type type : captured) {
        code.visitVarInsn(type.getOpcode(Opcodes.ILOAD), slot);
        slot += type.getSize();
      }
      String type = Type.getMethodDescriptor(Type.VOID_TYPE, captured);
      code.visitMethodInsn(Opcodes.INVOKESPECIAL, name, "<init>", type, false);
      end(code, Opcodes.ARETURN);
    }

    private void body(ClassWriter writer, Type erased, Handle body, Type called) {
      MethodVisitor code =
          writer.visitMethod(Opcodes.ACC_PUBLIC, method, erased.getDescriptor(), null, null);
      code.visitCode();
      boolean creates = body.getTag() == Opcodes.H_NEWINVOKESPECIAL;
      if (creates) {
        code.visitTypeInsn(Opcodes.NEW, body.getOwner());
        code.visitInsn(Opcodes.DUP);
      }
      List<Type> wanted = new ArrayList<>();
      if (!creates && body.getTag() != Opcodes.H_INVOKESTATIC) {
        wanted.add(Type.getObjectType(body.getOwner()));
      }
      wanted.addAll(List.of(Type.getArgumentTypes(body.getDesc())));
      Type[] captured = form.getArgumentTypes();
      for (int i = 0; i < captured.length; i++) {
        code.visitVarInsn(Opcodes.ALOAD, 0);
        code.visitFieldInsn(Opcodes.GETFIELD, name, "c" + i, captured[i].getDescriptor());
      }
      int slot = 1;
      for (int i = 0; i < erased.getArgumentTypes().length; i++) {
        Type given = erased.getArgumentTypes()[i];
        code.visitVarInsn(given.getOpcode(Opcodes.ILOAD), slot);
        slot += given.getSize();
        convert(code, given, called.getArgumentTypes()[i], wanted.get(captured.length + i));
      }
      code.visitMethodInsn(
          opcode(body), body.getOwner(), body.getName(), body.getDesc(), body.isInterface());
      Type result =
          creates ? Type.getObjectType(body.getOwner()) : Type.getReturnType(body.getDesc());
      Type returned = erased.getReturnType();
      if (returned == Type.VOID_TYPE) {
        if (result.getSize() > 0) {
          code.visitInsn(result.getSize() == 2 ? Opcodes.POP2 : Opcodes.POP);
        }
      } else {
        convert(
            code,
            result,
            result.getSort() < Type.ARRAY ? result : called.getReturnType(),
            returned);
      }
      end(code, returned.getOpcode(Opcodes.IRETURN));
    }

    private static int opcode(Handle body) {
      return switch (body.getTag()) {
        case Opcodes.H_INVOKESTATIC -> Opcodes.INVOKESTATIC;
        case Opcodes.H_NEWINVOKESPECIAL -> Opcodes.INVOKESPECIAL;
        default -> body.isInterface() ? Opcodes.INVOKEINTERFACE : Opcodes.INVOKEVIRTUAL;
      };
    }

    /**
     * Makes of what is on the stack what is wanted there.
     *
     * @param known what it is known to be, when that is more than {@code given} says
     */
    private static void convert(MethodVisitor code, Type given, Type known, Type wanted) {
      boolean object = given.getSort() >= Type.ARRAY;
      boolean wantsObject = wanted.getSort() >= Type.ARRAY;
      if (!object && wantsObject) {
        String box = box(given);
        String type = "(" + given + ")L" + box + ";";
        code.visitMethodInsn(Opcodes.INVOKESTATIC, box, "valueOf", type, false);
      } else if (object && wantsObject) {
        cast(code, given, wanted);
      } else if (object) {
        Type primitive = primitive(known, wanted);
        cast(code, given, Type.getObjectType(box(primitive)));
        code.visitMethodInsn(
            Opcodes.INVOKEVIRTUAL,
            box(primitive),
            primitive.getClassName() + "Value",
            "()" + primitive,
            false);
        widen(code, primitive, wanted);
      } else {
        widen(code, given, wanted);
      }
    }

    private static void cast(MethodVisitor code, Type given, Type wanted) {
      if (!given.equals(wanted) && !wanted.getInternalName().equals("java/lang/Object")) {
        code.visitTypeInsn(Opcodes.CHECKCAST, wanted.getInternalName());
      }
    }

    private static void widen(MethodVisitor code, Type given, Type wanted) {
      if (given.getSort() <= Type.INT && wanted.getSort() <= Type.INT || given.equals(wanted)) {
        return;
      }
      if (given.getSort() <= Type.INT && wanted.equals(Type.LONG_TYPE)) {
        code.visitInsn(Opcodes.I2L);
      } else if (given.getSort() <= Type.INT && wanted.equals(Type.DOUBLE_TYPE)) {
        code.visitInsn(Opcodes.I2D);
      } else if (given.equals(Type.LONG_TYPE) && wanted.equals(Type.DOUBLE_TYPE)) {
        code.visitInsn(Opcodes.L2D);
      } else {
        throw new IllegalStateException(given + " cannot become " + wanted);
      }
    }

    private static Type primitive(Type known, Type otherwise) {
      return Stream.of("IJZDFCBS".split(""))
          .map(Type::getType)
          .filter(type -> known.getInternalName().equals(box(type)))
          .findFirst()
          .orElse(otherwise);
    }

    private static String box(Type primitive) {
      return switch (primitive.getSort()) {
        case Type.BOOLEAN -> "java/lang/Boolean";
        case Type.CHAR -> "java/lang/Character";
        case Type.BYTE -> "java/lang/Byte";
        case Type.SHORT -> "java/lang/Short";
        case Type.INT -> "java/lang/Integer";
        case Type.FLOAT -> "java/lang/Float";
        case Type.LONG -> "java/lang/Long";
        case Type.DOUBLE -> "java/lang/Double";
        default -> throw new IllegalStateException(primitive + " has no box");
      };
    }

    private static void end(MethodVisitor code, int opcode) {
      code.visitInsn(opcode);
      code.visitMaxs(0, 0);
      code.visitEnd();
    }
  }
}

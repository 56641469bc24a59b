package dev.latchkey.agent.weave;

import java.io.IOException;
import java.io.InputStream;
import java.util.IdentityHashMap;
import java.util.function.BiConsumer;

/** Finds the classes that mention the API's annotation among those that are loaded. Stateless. */
final class MarkedClasses {
  private static final String ANNOTATION = "dev/latchkey/api/MonitorAuth.class";

  private MarkedClasses() {}

  /** Gives {@code marks} name and file of each. */
  static void in(Class<?>[] loaded, BiConsumer<String, byte[]> marks) {
    IdentityHashMap<ClassLoader, Boolean> having = new IdentityHashMap<>();
    for (Class<?> type : loaded) {
      ClassLoader loader = type.getClassLoader();
      String internalName = type.getName().replace('.', '/');
      if (loader != null
          && !type.isArray()
          && !type.isHidden()
          && !Exclusions.isJdk(internalName)
          && having.computeIfAbsent(loader, MarkedClasses::hasAnnotation)) {
        look(loader, internalName, marks);
      }
    }
  }

  /** A loader of the application may do as it likes. */
  private static boolean hasAnnotation(ClassLoader loader) {
    try {
      return loader != MarkedClasses.class.getClassLoader()
          && loader.getResource(ANNOTATION) != null;
    } catch (RuntimeException broken) {
      return false;
    }
  }

  private static void look(
      ClassLoader loader, String internalName, BiConsumer<String, byte[]> marks) {
    try (InputStream in = loader.getResourceAsStream(internalName + ".class")) {
      byte[] classFile = in == null ? new byte[0] : in.readAllBytes();
      ClassHeader header = ClassHeader.read(classFile, new byte[0][][]);
      if (header != null && header.isMarked()) {
        marks.accept(internalName, classFile);
      }
    } catch (IOException | RuntimeException unreadable) {
      // Then it is woven when another loader loads it.
    }
  }
}

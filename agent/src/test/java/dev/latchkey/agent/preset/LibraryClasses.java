package dev.latchkey.agent.preset;

import dev.latchkey.runtime.config.TargetConfig;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.dynamic.ClassFileLocator;
import net.bytebuddy.pool.TypePool;

/**
 * The class files of the libraries that the presets are for: those of the tests' class path, and
 * the jars of further versions that the build copies.
 */
final class LibraryClasses {
  private static final List<TypePool> POOLS = pools();

  private LibraryClasses() {}

  /** Returns the methods that a target means, one for each version that has it. */
  static List<MethodDescription> methods(TargetConfig target) {
    List<MethodDescription> found = new ArrayList<>();
    for (TypePool pool : POOLS) {
      TypePool.Resolution type = pool.describe(target.className());
      if (type.isResolved()) {
        type.resolve().getDeclaredMethods().stream()
            .filter(method -> isMeant(target, method))
            .forEach(found::add);
      }
    }
    return found;
  }

  private static boolean isMeant(TargetConfig target, MethodDescription method) {
    return method.getName().equals(target.method().name())
        && target.method().parameterTypes().map(types -> names(types, method)).orElse(true);
  }

  /** A nested class may be written with a dollar sign or with a dot. */
  private static boolean names(List<String> wanted, MethodDescription method) {
    List<TypeDescription> types = method.getParameters().asTypeList().asErasures();
    return wanted.size() == types.size()
        && IntStream.range(0, wanted.size())
            .allMatch(
                i ->
                    wanted.get(i).equals(types.get(i).getActualName())
                        || wanted.get(i).equals(types.get(i).getActualName().replace('$', '.')));
  }

  private static List<TypePool> pools() {
    List<TypePool> pools = new ArrayList<>();
    ClassFileLocator classPath =
        ClassFileLocator.ForClassLoader.of(LibraryClasses.class.getClassLoader());
    pools.add(pool(classPath));
    File[] jars = new File("target/libraries").listFiles((folder, name) -> name.endsWith(".jar"));
    for (File jar : jars == null ? new File[0] : jars) {
      try {
        pools.add(
            pool(new ClassFileLocator.Compound(ClassFileLocator.ForJarFile.of(jar), classPath)));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return pools;
  }

  /** Describes from class files and loads nothing; types of other jars stay names. */
  private static TypePool pool(ClassFileLocator locator) {
    return new TypePool.Default.WithLazyResolution(
        TypePool.CacheProvider.Simple.withObjectType(), locator, TypePool.Default.ReaderMode.FAST);
  }
}

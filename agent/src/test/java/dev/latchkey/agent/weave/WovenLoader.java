package dev.latchkey.agent.weave;

import dev.latchkey.agent.handler.Target;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/**
 * Loads libraries and the test code that uses them a second time, and weaves them as they come, so
 * that one JVM has a bare and a woven copy. Thread-safe.
 */
final class WovenLoader extends ClassLoader {
  private static final List<String> SECOND =
      List.of(
          "com.auth0.",
          "io.jsonwebtoken.",
          "org.jose4j.",
          "com.nimbusds.",
          "dev.latchkey.agent.weave.library.");

  private final Weaver weaver;
  private final List<Target> targets;

  WovenLoader(Weaver weaver, List<Target> targets) {
    super(WovenLoader.class.getClassLoader());
    this.weaver = weaver;
    this.targets = targets;
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    synchronized (getClassLoadingLock(name)) {
      Class<?> loaded = findLoadedClass(name);
      if (loaded != null) {
        return loaded;
      }
      return SECOND.stream().anyMatch(name::startsWith)
          ? define(name)
          : super.loadClass(name, resolve);
    }
  }

  private Class<?> define(String name) throws ClassNotFoundException {
    try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
      if (in == null) {
        throw new ClassNotFoundException(name);
      }
      byte[] original = in.readAllBytes();
      byte[] woven = woven(name, original);
      return defineClass(name, woven, 0, woven.length);
    } catch (IOException e) {
      throw new ClassNotFoundException(name, e);
    }
  }

  private byte[] woven(String name, byte[] original) {
    List<Target> meant =
        targets.stream().filter(target -> target.config().className().equals(name)).toList();
    byte[] woven = meant.isEmpty() ? null : weaver.weave(this, name, original, meant).classFile();
    return woven == null ? original : woven;
  }
}

package dev.latchkey.it.bench;

import java.io.File;
import java.lang.reflect.Constructor;
import java.net.URL;
import java.net.URLClassLoader;

/** The agent's own classes, from its jar, in a JVM where no agent runs. */
final class AgentClasses {
  private AgentClasses() {}

  static ClassLoader loader() throws Exception {
    File jar = new File(System.getProperty("latchkey.jar"));
    URLClassLoader outer = new URLClassLoader(new URL[] {jar.toURI().toURL()});
    Constructor<?> constructor =
        outer
            .loadClass("dev.latchkey.agent.AgentClassLoader")
            .getDeclaredConstructor(File.class, ClassLoader.class);
    constructor.setAccessible(true);
    return (ClassLoader) constructor.newInstance(jar, ClassLoader.getPlatformClassLoader());
  }
}

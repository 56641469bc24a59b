package dev.latchkey.runtime.metrics;

/**
 * One woven method of one loaded class. Immutable.
 *
 * @param className binary name with dots
 * @param method name and parameter types, such as {@code verify(java.lang.String)}
 * @param loader what loaded the class: {@code boot}, {@code platform}, {@code app}, or the loader's
 *     class and identity, such as {@code com.acme.WebAppLoader@1b2c3d}
 * @param jar name of the jar or folder that the class is from; empty when that is not known
 * @param version of the library, as the jar's manifest or its name tells it; empty when neither
 *     does
 */
public record WovenMethod(
    String className, String method, String loader, String jar, String version) {

  /** Returns the method as {@code class#method(types)}. */
  @Override
  public String toString() {
    return className + "#" + method;
  }
}

package dev.latchkey.runtime.discovery;

import dev.latchkey.runtime.config.MethodPattern;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.List;
import java.util.Optional;

/**
 * A method as stacks name it. Immutable.
 *
 * @param className binary name with dots
 * @param descriptor parameters and result as in class files (JVMS 4.3.3)
 */
public record MethodId(String className, String name, String descriptor) {
  /** Returns the parameter types as users write them. */
  public List<String> parameterTypes() {
    return MethodTypeDesc.ofDescriptor(descriptor).parameterList().stream()
        .map(each -> typeName(each.descriptorString()))
        .toList();
  }

  /** Returns the type of the result as users write it. */
  public String returnType() {
    return typeName(descriptor.substring(descriptor.indexOf(')') + 1));
  }

  /** Returns what names this method and no overload of it. */
  public MethodPattern pattern() {
    return new MethodPattern(name, Optional.of(parameterTypes()));
  }

  /** Returns class and method, without the parameters. */
  public String plain() {
    return className + "#" + name;
  }

  private static String typeName(String descriptor) {
    if (descriptor.startsWith("[")) {
      return typeName(descriptor.substring(1)) + "[]";
    }
    return descriptor.startsWith("L")
        ? descriptor.substring(1, descriptor.length() - 1).replace('/', '.')
        : ClassDesc.ofDescriptor(descriptor).displayName();
  }
}

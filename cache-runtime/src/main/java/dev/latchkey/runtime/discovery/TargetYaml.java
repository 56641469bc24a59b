package dev.latchkey.runtime.discovery;

import dev.latchkey.runtime.operation.Layer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Writes targets as users write them. Stateless. */
final class TargetYaml {
  /** What results of key-set fetches are understood without being told. */
  private static final Set<String> DOCUMENTS =
      Set.of("java.lang.String", "byte[]", "java.util.Map");

  /** Types of arguments that have a value to be a key. */
  private static final Set<String> KEYS =
      Set.of(
          "boolean",
          "byte",
          "char",
          "int",
          "long",
          "short",
          "java.lang.Integer",
          "java.lang.Long",
          "java.lang.String",
          "java.util.UUID");

  private TargetYaml() {}

  /** Returns a target that is timed, and that no phase keeps anything of. */
  static String timed(String name, Layer layer, MethodId method) {
    return head(name, layer, method, "    role: time\n");
  }

  /** Returns a target that its phase keeps answers of; empty where that cannot be said. */
  static String keeping(String name, Layer layer, MethodFigures seen) {
    MethodId method = seen.method();
    if (seen.differences() > 0) {
      return "";
    }
    return switch (layer) {
      case JWKS -> DOCUMENTS.contains(method.returnType()) ? head(name, layer, method, "") : "";
      case SESSION -> session(name, seen);
      case JWT, DB, AUTH, CRYPTO, OTHER -> "";
    };
  }

  private static String session(String name, MethodFigures seen) {
    List<String> types = seen.method().parameterTypes();
    List<String> key = new ArrayList<>();
    for (int i = 0; i < types.size(); i++) {
      if (KEYS.contains(types.get(i))) {
        key.add("arg" + i);
      }
    }
    if (key.isEmpty()) {
      return "";
    }
    StringBuilder yaml = new StringBuilder(head(name, Layer.SESSION, seen.method(), ""));
    yaml.append("    key: [").append(String.join(", ", key)).append("]\n");
    List<String> tables = List.copyOf(seen.readTables());
    if (!tables.isEmpty()) {
      yaml.append("    invalidated-by:\n");
      tables.forEach(table -> yaml.append("      - { sql-table: ").append(table).append(" }\n"));
    }
    return yaml.toString();
  }

  private static String head(String name, Layer layer, MethodId method, String role) {
    return "targets:\n  - name: %s\n    layer: %s\n%s    class: %s\n    method: %s\n"
        .formatted(name, layer.id(), role, method.className(), method.pattern());
  }
}

package dev.latchkey.agent.weave;

import dev.latchkey.agent.handler.async.Signatures;
import dev.latchkey.agent.weave.WeavingReport.Outcome;
import dev.latchkey.runtime.config.Match;
import dev.latchkey.runtime.config.MethodPattern;
import dev.latchkey.runtime.config.Role;
import dev.latchkey.runtime.config.TargetConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.matcher.ElementMatchers;

/**
 * The methods of one class that a target means, and in words why there is none, or what is to be
 * said of those that there are. Looks at class files alone. Immutable.
 *
 * <p>Bridges and other methods that the compiler made are left out (rule G-12): they call the
 * method that was written.
 */
final class MethodChoice {
  private final TypeDescription type;
  private final TargetConfig target;
  private final List<MethodDescription.InDefinedShape> named = new ArrayList<>();
  private final List<MethodDescription.InDefinedShape> methods = new ArrayList<>();

  private MethodChoice(TypeDescription type, TargetConfig target) {
    this.type = type;
    this.target = target;
  }

  /** Returns the choice, or nothing when the target does not speak of this class at all. */
  static Optional<MethodChoice> of(TypeDescription type, TargetConfig target) {
    if (!type.getName().equals(target.className())
        && (target.match() == Match.EXACT || !isBelow(type, target.className()))) {
      return Optional.empty();
    }
    MethodChoice choice = new MethodChoice(type, target);
    choice.choose();
    return Optional.of(choice);
  }

  private static boolean isBelow(TypeDescription type, String name) {
    return ElementMatchers.hasSuperType(ElementMatchers.named(name)).matches(type);
  }

  private void choose() {
    for (MethodDescription.InDefinedShape method : type.getDeclaredMethods()) {
      if (method.getName().equals(target.method().name())
          && !method.isBridge()
          && !method.isSynthetic()) {
        named.add(method);
        if (parametersMatch(method) && misfit(method).isEmpty()) {
          methods.add(method);
        }
      }
    }
  }

  /** Returns what is to be woven, as far as this target goes. */
  List<MethodDescription.InDefinedShape> methods() {
    return methods;
  }

  /** Returns what comes of this target in this class when these of its methods are woven. */
  Optional<Outcome> outcome(List<MethodDescription.InDefinedShape> woven) {
    if (!woven.isEmpty()) {
      return Optional.of(
          Outcome.woven(woven.stream().map(MethodChoice::signature).toList(), hint(woven)));
    }
    boolean isRoot = type.getName().equals(target.className());
    if (target.match() == Match.SUBTYPES) {
      return isRoot && (named.isEmpty() || named.stream().anyMatch(MethodDescription::isAbstract))
          ? Optional.of(Outcome.waiting(noSubtypeYet()))
          : named.isEmpty() ? Optional.empty() : Optional.of(whyNot());
    }
    return Optional.of(whyNot());
  }

  private String noSubtypeYet() {
    return "no class below "
        + type.getName()
        + " that declares '"
        + target.method().name()
        + "' with a body was loaded yet"
        + lambdas();
  }

  private Outcome whyNot() {
    if (named.isEmpty()) {
      return Outcome.unmatched(notDeclared());
    }
    for (MethodDescription method : named) {
      if (parametersMatch(method)) {
        return misfit(method).orElseThrow();
      }
    }
    return Outcome.unmatched(
        type.getName()
            + " declares "
            + signatures(named)
            + ", none with a body that matches "
            + target.method());
  }

  private String notDeclared() {
    String missing =
        "class " + type.getName() + " declares no method '" + target.method().name() + "'";
    return declaredAbove()
        .map(parent -> missing + "; it is declared in " + parent + ", target that class")
        .orElse(missing);
  }

  /** Returns the nearest class or interface above that declares the method, if class files tell. */
  private Optional<String> declaredAbove() {
    try {
      return declaring(type);
    } catch (RuntimeException missingClassFile) {
      return Optional.empty();
    }
  }

  private Optional<String> declaring(TypeDescription below) {
    List<TypeDescription.Generic> parents = new ArrayList<>();
    if (below.getSuperClass() != null) {
      parents.add(below.getSuperClass());
    }
    parents.addAll(below.getInterfaces());
    for (TypeDescription.Generic parent : parents) {
      TypeDescription erased = parent.asErasure();
      boolean declares =
          !erased
              .getDeclaredMethods()
              .filter(ElementMatchers.named(target.method().name()))
              .isEmpty();
      Optional<String> found = declares ? Optional.of(erased.getName()) : declaring(erased);
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  /** Returns why a method that the target means cannot be woven. */
  private Optional<Outcome> misfit(MethodDescription method) {
    String name = signature(method);
    if (method.isNative()) {
      return Optional.of(
          Outcome.unmatched(name + " is native, there is no body to weave; target its caller"));
    }
    if (method.isAbstract()) {
      return Optional.of(
          Outcome.unmatched(
              type.getName()
                  + (type.isInterface() ? " is an interface and '" : " declares '")
                  + target.method().name()
                  + (type.isInterface()
                      ? "' has no body there; use match: subtypes"
                      : "' abstract; use match: subtypes")
                  + lambdas()));
    }
    Optional<String> objection =
        Signatures.leftAlone(typeNames(method))
            .or(
                () ->
                    Signatures.notKept(
                        target.role(), method.getReturnType().asErasure().getName()));
    if (objection.isPresent()) {
      return Optional.of(Outcome.refused(name + ": " + objection.get()));
    }
    if (target.role() == Role.FETCH && method.getReturnType().isPrimitive()) {
      return Optional.of(
          Outcome.refused(
              name
                  + " returns "
                  + method.getReturnType().asErasure().getActualName()
                  + ", which cannot hold a document; target the method that returns it"));
    }
    return Optional.empty();
  }

  private String lambdas() {
    return isFunctional()
        ? "; lambdas that implement it cannot be targets, target their caller"
        : "";
  }

  private boolean isFunctional() {
    return type.isInterface()
        && type.getDeclaredMethods().filter(ElementMatchers.isAbstract()).size() == 1;
  }

  private String hint(List<MethodDescription.InDefinedShape> woven) {
    return woven.size() > 1 && target.method().parameterTypes().isEmpty()
        ? woven.size()
            + " overloads are woven: "
            + signatures(woven)
            + "; name the parameter types to weave one"
        : "";
  }

  private boolean parametersMatch(MethodDescription method) {
    MethodPattern pattern = target.method();
    return pattern
        .parameterTypes()
        .map(wanted -> namesAre(wanted, method.getParameters().asTypeList().asErasures()))
        .orElse(true);
  }

  /**
   * A nested class may be written with a dollar sign or with a dot. The name that its class file
   * gives is not asked for: reading the file of every parameter of every overload costs more than
   * all else that a choice needs.
   */
  private static boolean namesAre(List<String> wanted, List<TypeDescription> types) {
    if (wanted.size() != types.size()) {
      return false;
    }
    for (int i = 0; i < wanted.size(); i++) {
      String name = types.get(i).getActualName();
      if (!wanted.get(i).equals(name) && !wanted.get(i).equals(name.replace('$', '.'))) {
        return false;
      }
    }
    return true;
  }

  private static List<String> typeNames(MethodDescription method) {
    return method.getParameters().asTypeList().asErasures().stream()
        .map(TypeDescription::getName)
        .toList();
  }

  private static String signatures(List<? extends MethodDescription> methods) {
    StringJoiner all = new StringJoiner(", ");
    methods.forEach(method -> all.add(signature(method)));
    return all.toString();
  }

  /** Returns a method's name with the types of its parameters. */
  static String signature(MethodDescription method) {
    StringJoiner types = new StringJoiner(", ", method.getName() + "(", ")");
    for (TypeDescription type : method.getParameters().asTypeList().asErasures()) {
      types.add(type.getActualName());
    }
    return types.toString();
  }
}

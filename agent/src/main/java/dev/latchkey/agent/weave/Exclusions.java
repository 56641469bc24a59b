package dev.latchkey.agent.weave;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which classes are never woven, and by which rule. Stateless.
 *
 * <p>Excluding goes before naming: a target that names such a class is refused with the rule.
 */
final class Exclusions {
  /** What the JVM and every agent need in order to load and run anything at all. */
  private static final List<String> FOUNDATIONS =
      List.of(
          "java/lang/",
          "java/util/",
          "java/io/",
          "java/nio/",
          "java/time/",
          "jdk/internal/",
          "sun/");

  /** Among those packages, but nothing else is built on them: what tells how a response came. */
  private static final Set<String> HTTP_CLIENTS =
      Set.of("sun/net/www/protocol/http/HttpURLConnection", "jdk/internal/net/http/HttpClientImpl");

  private static final List<String> JDK = List.of("java/", "javax/", "jdk/", "sun/", "com/sun/");

  private static final String OWN = "dev/latchkey/agent/";
  private static final String LAMBDA = "$$Lambda";

  /**
   * What run-time generated proxies are called; their real methods are woven where they are
   * declared.
   */
  private static final List<String> PROXIES =
      List.of(
          "$Proxy",
          "$$EnhancerBy",
          "$$FastClassBy",
          "$$SpringCGLIB$$",
          "CGLIB$",
          "_$$_jvst",
          "$MockitoMock$",
          "$HibernateProxy",
          LAMBDA,
          "__EJB",
          "_ClientProxy",
          "_Subclass",
          "$ByteBuddy$");

  private Exclusions() {}

  /** Returns why a class of this name cannot be a target, or nothing. */
  static Optional<String> reason(String internalName) {
    if (internalName.contains(LAMBDA)) {
      return Optional.of(
          "excluded: "
              + dotted(internalName)
              + " is a lambda, and lambdas cannot be targets; target the caller");
    }
    for (String mark : PROXIES) {
      if (internalName.contains(mark)) {
        return Optional.of(
            "excluded: a name with '"
                + mark
                + "' is that of a generated proxy; target the class that the proxy stands for");
      }
    }
    for (String foundation : FOUNDATIONS) {
      if (internalName.startsWith(foundation) && !HTTP_CLIENTS.contains(internalName)) {
        return Optional.of(
            "excluded: classes of "
                + dotted(foundation)
                + "* belong to the foundations of the JDK; target the application's method that"
                + " calls them");
      }
    }
    return internalName.startsWith(OWN)
        ? Optional.of("excluded: the agent does not weave itself")
        : Optional.empty();
  }

  /** Returns whether the name is that of a generated proxy. */
  static boolean isProxy(String internalName) {
    for (String mark : PROXIES) {
      if (internalName.contains(mark)) {
        return true;
      }
    }
    return false;
  }

  /** Returns whether a class of the JDK has this name; these are woven only when named exactly. */
  static boolean isJdk(String internalName) {
    for (String prefix : JDK) {
      if (internalName.startsWith(prefix)) {
        return true;
      }
    }
    return false;
  }

  private static String dotted(String internalName) {
    return internalName.replace('/', '.');
  }
}

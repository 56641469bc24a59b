package dev.latchkey.runtime.jdbc;

import java.lang.StackWalker.StackFrame;
import java.util.List;

/**
 * Finds the application's method that runs a statement or asks for a connection: the first one up
 * the stack that is none of the JDK, of a driver or of a library for databases. Stateless.
 */
public final class CallSites {
  private static final int DEEPEST = 200;
  private static final int PACKAGES = 2;

  private static final List<String> LIBRARIES =
      List.of(
          "java.",
          "javax.",
          "jdk.",
          "sun.",
          "jakarta.",
          "dev.latchkey.agent.",
          "dev.latchkey.runtime.",
          "com.github.gavlyukovskiy.",
          "com.mchange.",
          "com.p6spy.",
          "com.querydsl.",
          "com.zaxxer.hikari.",
          "io.agroal.",
          "io.ebean.",
          "kotlin.",
          "net.ttddyy.",
          "org.apache.commons.dbcp",
          "org.apache.commons.dbutils.",
          "org.apache.ibatis.",
          "org.apache.tomcat.jdbc.",
          "org.eclipse.persistence.",
          "org.hibernate.",
          "org.jdbi.",
          "org.jooq.",
          "org.mybatis.",
          "org.springframework.",
          "scala.");

  private CallSites() {}

  /**
   * Returns class, method and line, such as {@code com.acme.Users.find:42}, or an empty text.
   *
   * @param driver a class of the driver, whose packages are passed over
   */
  public static String find(Class<?> driver) {
    String passedOver = packages(driver.getName());
    return StackWalker.getInstance()
        .walk(
            frames ->
                frames
                    .limit(DEEPEST)
                    .filter(frame -> isApplication(frame.getClassName(), passedOver))
                    .findFirst()
                    .map(CallSites::told)
                    .orElse(""));
  }

  private static boolean isApplication(String className, String driver) {
    return !className.startsWith(driver)
        && !className.contains("$$")
        && LIBRARIES.stream().noneMatch(className::startsWith);
  }

  private static String told(StackFrame frame) {
    String place = frame.getClassName() + "." + frame.getMethodName();
    return frame.getLineNumber() > 0 ? place + ":" + frame.getLineNumber() : place;
  }

  /** Returns the first packages of a name: all of a driver is below them. */
  private static String packages(String className) {
    int end = 0;
    for (int i = 0; i < PACKAGES; i++) {
      int dot = className.indexOf('.', end);
      if (dot < 0) {
        break;
      }
      end = dot + 1;
    }
    return end == 0 ? className : className.substring(0, end);
  }
}

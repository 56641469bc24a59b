package dev.latchkey.agent.cli;

import dev.latchkey.agent.start.JvmInfo;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine;

/**
 * A process as a user names it: by its number, by its main class with or without the package, or by
 * its jar with or without {@code .jar}. Immutable.
 */
record ProcessName(String text) {
  private static final Pattern NUMBER = Pattern.compile("\\d{1,18}");

  /** Tells whether it is a number. */
  boolean isNumber() {
    return NUMBER.matcher(text).matches();
  }

  /**
   * Returns the number of the process.
   *
   * @param withAgent whether only those are meant that have the agent, where some have
   * @throws CommandException when no JVM of this user has the name, or several have
   */
  long pid(boolean withAgent) throws CommandException {
    if (isNumber()) {
      return Long.parseLong(text);
    }
    AttachModule.check();
    long own = ProcessHandle.current().pid();
    return among(
        AttachApi.all().stream().filter(each -> each.pid() != own).toList(),
        found -> withAgent && hasAgent(found));
  }

  /**
   * Returns the number of the one that has this name.
   *
   * @param preferred goes before others of the name
   */
  long among(List<AttachApi.Found> all, Predicate<AttachApi.Found> preferred)
      throws CommandException {
    List<AttachApi.Found> named = named(all);
    List<AttachApi.Found> first = named.stream().filter(preferred).toList();
    return only(first.isEmpty() ? named : first, all);
  }

  /** A whole name goes before a part of one. */
  private List<AttachApi.Found> named(List<AttachApi.Found> all) {
    List<AttachApi.Found> whole =
        all.stream().filter(each -> application(each).equals(text)).toList();
    return whole.isEmpty()
        ? all.stream().filter(each -> shortName(application(each)).equals(text)).toList()
        : whole;
  }

  private long only(List<AttachApi.Found> named, List<AttachApi.Found> all)
      throws CommandException {
    if (named.isEmpty()) {
      throw new CommandException(
          ExitCodes.NO_AGENT,
          "LK-4039",
          "no JVM of this user runs "
              + Text.printable(text)
              + (all.isEmpty() ? "; none runs that can be seen" : "; there are " + listed(all)));
    }
    if (named.size() > 1) {
      throw new CommandException(
          CommandLine.ExitCode.USAGE,
          "LK-4040",
          "several JVMs run "
              + Text.printable(text)
              + ": "
              + listed(named)
              + "; give the number of one");
    }
    return named.get(0).pid();
  }

  private static String listed(List<AttachApi.Found> found) {
    return found.stream()
        .map(each -> each.pid() + " (" + Text.printable(application(each)) + ")")
        .collect(Collectors.joining(", "));
  }

  private static String application(AttachApi.Found found) {
    return JvmInfo.application(found.command());
  }

  private static String shortName(String application) {
    return application.endsWith(".jar")
        ? application.substring(0, application.length() - ".jar".length())
        : application.substring(application.lastIndexOf('.') + 1);
  }

  private static boolean hasAgent(AttachApi.Found found) {
    return ProcessHandle.of(found.pid())
        .flatMap(handle -> new JvmProcess(handle).presence())
        .isPresent();
  }
}

package dev.latchkey.agent.handler;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Tells users that Spring Security refuses: disabled, locked, expired. What was a reason to refuse
 * somebody is not kept, so that it is always the application that says so (safety rule U-9).
 * Thread-safe.
 */
final class UserStatus {
  private static final String TYPE = "org.springframework.security.core.userdetails.UserDetails";
  private static final List<String> CHECKS =
      List.of("isEnabled", "isAccountNonLocked", "isAccountNonExpired", "isCredentialsNonExpired");

  /** The checks of each class; none where it is no such user. */
  private static final ClassValue<List<MethodHandle>> KNOWN =
      new ClassValue<>() {
        @Override
        protected List<MethodHandle> computeValue(Class<?> type) {
          Class<?> user = find(type);
          return user == null ? List.of() : checks(user);
        }
      };

  private UserStatus() {}

  /** Returns whether nothing that is known of a user's status speaks against it. */
  static boolean mayLogIn(@Nullable Object found) throws Throwable {
    Object user = found instanceof Optional<?> optional ? optional.orElse(null) : found;
    if (user == null) {
      return true;
    }
    for (MethodHandle check : KNOWN.get(user.getClass())) {
      if (!(boolean) check.invoke(user)) {
        return false;
      }
    }
    return true;
  }

  private static List<MethodHandle> checks(Class<?> user) {
    List<MethodHandle> checks = new ArrayList<>();
    for (String name : CHECKS) {
      try {
        checks.add(
            MethodHandles.publicLookup()
                .findVirtual(user, name, MethodType.methodType(boolean.class)));
      } catch (ReflectiveOperationException absent) {
        // A version of the library without it refuses nobody for that.
      }
    }
    return checks;
  }

  private static @Nullable Class<?> find(Class<?> type) {
    for (Class<?> each = type; each != null; each = each.getSuperclass()) {
      for (Class<?> declared : each.getInterfaces()) {
        Class<?> found = declared.getName().equals(TYPE) ? declared : find(declared);
        if (found != null) {
          return found;
        }
      }
    }
    return null;
  }
}

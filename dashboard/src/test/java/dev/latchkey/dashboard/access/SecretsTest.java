package dev.latchkey.dashboard.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.security.MessageDigest;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class SecretsTest {
  @Test
  void differByAnyCharacter() {
    assertThat(Secrets.same("secret", "secret")).isTrue();
    assertThat(Secrets.same("secret", "secreT")).isFalse();
    assertThat(Secrets.same("secret", "secret ")).isFalse();
    assertThat(Secrets.same("secret", "")).isFalse();
  }

  @Test
  @DisplayName("H-4 what a caller presents is compared with the token in constant time")
  void constantTime() {
    ClassFileImporter importer = new ClassFileImporter();
    assertThat(calls(importer.importClass(AdminToken.class), Secrets.class, "same")).isTrue();
    assertThat(calls(importer.importClass(Secrets.class), MessageDigest.class, "isEqual")).isTrue();
  }

  private static boolean calls(JavaClass caller, Class<?> owner, String method) {
    return caller.getMethodCallsFromSelf().stream()
        .anyMatch(
            call -> call.getTargetOwner().isEquivalentTo(owner) && call.getName().equals(method));
  }
}

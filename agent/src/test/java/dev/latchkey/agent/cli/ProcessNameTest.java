package dev.latchkey.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProcessNameTest {
  private static final List<AttachApi.Found> ALL =
      List.of(
          new AttachApi.Found(11, "com.example.orders.Main --secret=x"),
          new AttachApi.Found(12, "/opt/shop/shop.jar"),
          new AttachApi.Found(13, "com.example.bills.Main"),
          new AttachApi.Found(14, "com.example.orders.Worker 4"),
          new AttachApi.Found(15, "com.example.orders.Worker 5"));

  private static CommandException refused(String name) {
    return catchThrowableOfType(
        CommandException.class, () -> new ProcessName(name).among(ALL, found -> false));
  }

  @ParameterizedTest
  @CsvSource({
    "com.example.orders.Main, 11",
    "com.example.bills.Main, 13",
    "shop.jar, 12",
    "shop, 12",
  })
  void isAMainClassOrAJar(String name, long pid) throws CommandException {
    assertThat(new ProcessName(name).among(ALL, found -> false)).isEqualTo(pid);
  }

  @Test
  void ofSeveralIsSaidToBeSoWithAllOfThem() {
    CommandException several = refused("Main");
    assertThat(several.exitCode()).isEqualTo(2);
    assertThat(several)
        .hasMessage(
            "LK-4040 several JVMs run Main: 11 (com.example.orders.Main), 13"
                + " (com.example.bills.Main); give the number of one");
    assertThat(refused("Worker")).hasMessageContaining("14 (com.example.orders.Worker), 15");
  }

  @Test
  void ofSeveralMeansTheOneWithTheAgent() throws CommandException {
    assertThat(new ProcessName("Worker").among(ALL, found -> found.pid() == 15)).isEqualTo(15);
    assertThat(new ProcessName("Main").among(ALL, found -> found.pid() == 13)).isEqualTo(13);
  }

  @Test
  void thatNobodyRunsIsAnsweredByThoseThatThereAre() {
    CommandException none = refused("Mian");
    assertThat(none.exitCode()).isEqualTo(3);
    assertThat(none)
        .hasMessageStartingWith("LK-4039 no JVM of this user runs Mian; there are 11 (")
        .hasMessageNotContaining("secret");
  }

  @Test
  void mayBeANumber() throws CommandException {
    assertThat(new ProcessName("4711").pid(true)).isEqualTo(4711);
  }
}

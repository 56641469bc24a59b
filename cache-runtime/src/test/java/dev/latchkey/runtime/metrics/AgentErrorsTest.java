package dev.latchkey.runtime.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.latchkey.runtime.metrics.AgentErrors.Border;
import dev.latchkey.runtime.metrics.AgentErrors.SiteErrors;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class AgentErrorsTest {
  private final AgentErrors errors = new AgentErrors();

  @Test
  void countsByBorderAndSite() {
    assertThat(errors.count(Border.DISPATCH, "verify", new IllegalStateException())).isEqualTo(1);
    assertThat(errors.count(Border.DISPATCH, "verify", new LinkageError())).isEqualTo(2);
    assertThat(errors.count(Border.BACKGROUND, "verify", new LinkageError())).isEqualTo(1);

    assertThat(errors.total()).isEqualTo(3);
    assertThat(errors.total(Border.DISPATCH)).isEqualTo(2);
    assertThat(errors.total(Border.START)).isZero();
    assertThat(errors.sites())
        .extracting(
            SiteErrors::border, SiteErrors::site, SiteErrors::count, SiteErrors::firstFailure)
        .containsExactlyInAnyOrder(
            tuple(Border.DISPATCH, "verify", 2L, "java.lang.IllegalStateException"),
            tuple(Border.BACKGROUND, "verify", 1L, "java.lang.LinkageError"));
  }

  @Test
  void tellsFirstFailures() {
    List<SiteErrors> told = new ArrayList<>();
    errors.onFirstBackgroundFailure(told::add);

    errors.count(Border.DISPATCH, "verify", new LinkageError());
    errors.count(Border.BACKGROUND, "refresh", new LinkageError());
    errors.count(Border.BACKGROUND, "refresh", new LinkageError());

    assertThat(told).extracting(SiteErrors::site).containsExactly("refresh");
    assertThat(told.get(0).place()).contains("AgentErrorsTest.tellsFirstFailures");
  }

  @Test
  @DisplayName("H-1 the message of a failure is not kept")
  void keepsNoMessage() {
    errors.count(Border.DISPATCH, "verify", new IllegalStateException("canary-token"));

    assertThat(errors.sites().toString()).doesNotContain("canary");
  }

  @Test
  @DisplayName("B-7 the number of sites is bounded")
  void boundsTheSites() {
    for (int i = 0; i < 1_000; i++) {
      errors.count(Border.DISPATCH, "site" + i, new IllegalStateException());
    }

    assertThat(errors.total()).isEqualTo(1_000);
    assertThat(errors.sites()).hasSize(257);
    assertThat(errors.sites().stream().mapToLong(SiteErrors::count).sum()).isEqualTo(1_000);
    assertThat(errors.sites())
        .anySatisfy(
            site -> {
              assertThat(site.site()).isEqualTo(AgentErrors.OTHER_SITES);
              assertThat(site.count()).isEqualTo(744);
            });
  }

  @Test
  @DisplayName("I-3 a failure that cannot be counted, for want of memory, is no failure of its own")
  void neverThrows() {
    Throwable unreadable =
        new IllegalStateException() {
          private static final long serialVersionUID = 1;

          @Override
          public StackTraceElement[] getStackTrace() {
            throw new OutOfMemoryError("for the test");
          }
        };

    assertThat(errors.count(Border.BACKGROUND, "metrics", unreadable)).isEqualTo(AgentErrors.MANY);
    assertThat(errors.total()).isEqualTo(1);
  }
}

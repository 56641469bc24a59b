package dev.latchkey.runtime.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StripesTest {
  private final Stripes<Counted> stripes = new Stripes<>(Counted::new, 1);

  private static final class Counted extends Stripe {
    long count;
  }

  @Test
  void givesAThreadTheNextStripeWhileAnotherHoldsItsOwn() throws InterruptedException {
    Counted mine = stripes.take();
    List<Counted> others = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      elsewhere(() -> others.add(stripes.take()));
    }

    assertThat(others).doesNotContainNull().doesNotHaveDuplicates().doesNotContain(mine);
  }

  @Test
  void goesWithoutWhenAllAreHeldForGood() throws InterruptedException {
    List<Counted> others = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      elsewhere(() -> others.add(stripes.take()));
    }

    assertThat(others.subList(0, 4)).doesNotContainNull();
    assertThat(others.get(4)).isNull();
  }

  @Test
  void givesAThreadAgainWhatItDidNotRelease() {
    Counted lost = stripes.take();

    assertThat(stripes.take()).isSameAs(lost);
  }

  @Test
  void sumsUpWhatAThreadThatIsGoneNeverReleased() throws InterruptedException {
    elsewhere(() -> stripes.take().count = 3);
    Counted mine = stripes.take();
    mine.count = 4;
    mine.release();

    assertThat(stripes.sum(stripe -> stripe.count)).isEqualTo(7);
  }

  private static void elsewhere(Runnable work) throws InterruptedException {
    Thread thread = new Thread(work);
    thread.start();
    thread.join();
  }
}

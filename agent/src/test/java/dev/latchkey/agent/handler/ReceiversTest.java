package dev.latchkey.agent.handler;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ReceiversTest {
  private static final int MORE_THAN_ARE_KEPT = 40_000;
  private static final int MORE_OFTEN_USED = 8;

  private final Receivers receivers = new Receivers(new AtomicLong());

  @Test
  @DisplayName("G-5 an object has one number, another object has another, equal ones too")
  void tellsObjectsApart() {
    Set<Long> numbers = new HashSet<>();
    List<Object> objects = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      Object validator = new ArrayList<>();
      objects.add(validator);
      numbers.add(receivers.meet(validator).id());
    }

    assertThat(numbers).hasSize(1_000);
    for (int round = 0; round < 100; round++) {
      for (Object validator : objects) {
        Receiver known = receivers.known(validator);
        assertThat(known).isSameAs(receivers.meet(validator));
      }
    }
  }

  @Test
  @DisplayName("V-5 a validator that was forgotten and is met anew has one receiver everywhere")
  void givesOutOneReceiver() {
    Object validator = new Object();
    Receiver first = receivers.meet(validator);
    assertThat(receivers.known(validator)).isSameAs(first);
    List<Object> flood = new ArrayList<>();
    while (!first.isForgotten() && flood.size() < MORE_THAN_ARE_KEPT) {
      Object other = new Object();
      flood.add(other);
      for (int i = 0; i < MORE_OFTEN_USED; i++) {
        receivers.meet(other);
      }
    }
    assertThat(first.isForgotten()).as("the flood was long enough").isTrue();

    Receiver second = receivers.meet(validator);

    assertThat(second).isNotSameAs(first);
    for (int i = 0; i < 100; i++) {
      assertThat(receivers.known(validator)).isSameAs(second);
    }
  }
}

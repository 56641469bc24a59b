package dev.latchkey.runtime.guard;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What judging holds, measured as what it allocates and keeps. */
class GuardMemoryTest {
  private static final int PHASES = 5;

  /** Only the judges are built in between: what the thread allocates is no less than they hold. */
  @Test
  void fivePhasesThatAreJudgedTakeLessThanAMegabyte() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    fill(); // so that classes are loaded
    long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
    List<Object> held = fill();
    long bytes = threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;

    assertThat(held).hasSize(2 * PHASES + 1);
    assertThat(bytes).isBetween(100_000L, 1L << 20);
  }

  private static List<Object> fill() {
    List<Object> held = new ArrayList<>();
    held.add(new OperationCounts());
    for (int i = 0; i < PHASES; i++) {
      ControlWindow window = new ControlWindow();
      SlotSample slot = new SlotSample();
      slot.side(false).add(500, 100);
      slot.side(true).add(500, 100);
      for (int each = 0; each < 21; each++) {
        window.add(slot.control());
      }
      held.add(new Judge(new Limits(0.1), 0.1, window));
      held.add(slot);
    }
    return held;
  }

  @Test
  void aDayLaterItTakesNoMore() {
    Judge judge = new Judge(new Limits(0.1), 0.5, new ControlWindow());
    SlotSample slot = new SlotSample();
    slot.side(false).add(500, 100);
    slot.side(true).add(500, 100);
    for (int i = 0; i < 50; i++) {
      judge.add(slot);
    }
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long id = Thread.currentThread().getId();
    long before = threads.getThreadAllocatedBytes(id);
    for (int i = 0; i < 100; i++) {
      judge.add(slot);
    }
    long perSlot = (threads.getThreadAllocatedBytes(id) - before) / 100;

    assertThat(perSlot).isLessThan(4_096);
  }
}

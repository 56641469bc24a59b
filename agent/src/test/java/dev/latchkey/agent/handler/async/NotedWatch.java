package dev.latchkey.agent.handler.async;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Answers as it is told to, and notes how runs end. */
final class NotedWatch implements Watch {
  final List<String> ends = new CopyOnWriteArrayList<>();
  final List<Object> values = new CopyOnWriteArrayList<>();
  final List<Throwable> faults = new CopyOnWriteArrayList<>();
  volatile Supplier<@Nullable Object> answers = () -> null;

  @Override
  public Run begin() {
    return new Run() {
      @Override
      public @Nullable Object answer() {
        return answers.get();
      }

      @Override
      public void succeeded(@Nullable Object value) {
        ends.add("succeeded");
        if (value != null) {
          values.add(value);
        }
      }

      @Override
      public void failed(Throwable failure) {
        ends.add("failed");
      }

      @Override
      public void cancelled() {
        ends.add("cancelled");
      }
    };
  }

  /** Has a result of the lab watched by this. */
  Object on(Lab lab, Object result) {
    try {
      return AsyncForm.of(lab.declared()).orElseThrow().observe(result, this, faults::add);
    } catch (Throwable failure) {
      throw new IllegalStateException(failure);
    }
  }
}

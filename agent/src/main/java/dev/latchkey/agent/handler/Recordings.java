package dev.latchkey.agent.handler;

import dev.latchkey.runtime.jdbc.OperationStatements;
import dev.latchkey.runtime.operation.Operation;
import dev.latchkey.runtime.session.Lookup;
import dev.latchkey.runtime.session.Recording;
import org.jspecify.annotations.Nullable;

/** Where an operation has what hears of the statements of its lookups. Stateless. */
final class Recordings {
  private Recordings() {}

  /** Returns what hears of the statements that run now; null for nothing. */
  static @Nullable Recording current(Operation operation) {
    return operation.attachment(Attachments.STATEMENTS) instanceof OperationStatements ran
            && ran.watch() instanceof Recording recording
        ? recording
        : null;
  }

  /** Has a lookup hear of the statements. */
  static void begin(Operation operation, Lookup lookup) {
    put(operation, lookup.recording());
  }

  private static void put(Operation operation, @Nullable Recording recording) {
    if (operation.attachment(Attachments.STATEMENTS) instanceof OperationStatements ran) {
      ran.watch(recording);
    } else {
      OperationStatements first = new OperationStatements();
      first.watch(recording);
      operation.attach(Attachments.STATEMENTS, first);
    }
  }

  /** Returns whether the recording heard of everything: notes are lost when another root opens. */
  static boolean end(Operation operation, Lookup lookup) {
    Recording own = lookup.recording();
    if (own == null || current(operation) != own) {
      return false;
    }
    put(operation, own.outer());
    return true;
  }

  /** What runs now depends on something that cannot be told. */
  static void spoil(Operation operation) {
    Recording running = current(operation);
    if (running != null) {
      running.spoil();
    }
  }

  /** What runs now is made of something that is to be believed until then. */
  static void endsBy(Operation operation, long nanos) {
    Recording running = current(operation);
    if (running != null) {
      running.endsBy(nanos);
    }
  }
}

package dev.latchkey.agent.handler;

import dev.latchkey.runtime.pool.GlobalTransactions;
import org.jspecify.annotations.Nullable;

/** Learns of transaction managers as they begin transactions. Thread-safe. */
final class TransactionHandler implements CallHandler {
  private final GlobalTransactions transactions;

  TransactionHandler(GlobalTransactions transactions) {
    this.transactions = transactions;
  }

  @Override
  public void enter(Call call, @Nullable Object self, @Nullable Object[] arguments) {
    if (self != null) {
      transactions.beginning(self);
    }
  }
}

package dev.latchkey.runtime.pool.dialect;

/** What a driver says of the transaction on a connection (safety rule POOL-17). */
public enum TransactionState {
  /** None is open. */
  NONE,
  /** One is open, or has failed and not ended. */
  OPEN,
  /** The driver cannot tell without asking the server. */
  UNKNOWN
}

package com.example.orders.database;

import java.sql.SQLException;

/** The database did not do what it was asked to; the cause says why. */
public final class DatabaseException extends RuntimeException {

  /** Says what was tried. */
  public DatabaseException(String attempt, SQLException cause) {
    super(attempt, cause);
  }
}

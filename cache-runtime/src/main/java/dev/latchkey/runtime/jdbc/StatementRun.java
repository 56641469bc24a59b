package dev.latchkey.runtime.jdbc;

import java.util.List;

/**
 * A run of a statement or a batch between its begin and its end. Immutable.
 *
 * @param type the class of the statement object
 */
record StatementRun(ConnectionNotes connection, List<SqlStatement> statements, Class<?> type) {}

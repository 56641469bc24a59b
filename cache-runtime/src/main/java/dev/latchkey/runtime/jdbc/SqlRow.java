package dev.latchkey.runtime.jdbc;

/**
 * The rows that a statement touches, where its text says that they are those in which one column
 * has one value, or some of them, and no others: {@code update users set mail = ? where id = ?}.
 * Immutable.
 *
 * @param schema the number of the schema's name, as {@link SqlTables#name} has it; 0 without one
 * @param table the number of the table's name
 * @param column the number of the column's name, which the statement itself does not set
 * @param parameter the place of the value among the values of the statement, from 1; 0 when the
 *     text holds the value
 * @param value the value that the text holds
 */
public record SqlRow(long schema, long table, long column, int parameter, long value) {}

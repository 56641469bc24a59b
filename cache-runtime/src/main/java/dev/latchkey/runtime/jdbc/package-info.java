/** The JDBC observer: connections, transactions and statements, as the application makes them. */
@NullMarked
package dev.latchkey.runtime.jdbc;

import org.jspecify.annotations.NullMarked;

/**
 * What is known of drivers and their databases: how a used session is made like a fresh one, and
 * how that is proved. {@link dev.latchkey.runtime.pool.dialect.Dialects} finds the right one.
 */
@NullMarked
package dev.latchkey.runtime.pool.dialect;

import org.jspecify.annotations.NullMarked;

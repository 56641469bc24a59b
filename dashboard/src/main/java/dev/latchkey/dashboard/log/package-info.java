/**
 * Keeps the HTTP server's logging away from the application's; begin at {@code
 * QuietLoggerProvider}.
 */
@NullMarked
package dev.latchkey.dashboard.log;

import org.jspecify.annotations.NullMarked;

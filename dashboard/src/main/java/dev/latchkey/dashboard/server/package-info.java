/** Start and stop of the admin server; begin at {@code AdminServer}. */
@NullMarked
package dev.latchkey.dashboard.server;

import org.jspecify.annotations.NullMarked;

/** The admin server: HTTP API, live feed and pages; begin at {@code server.AdminServer}. */
@NullMarked
package dev.latchkey.dashboard;

import org.jspecify.annotations.NullMarked;

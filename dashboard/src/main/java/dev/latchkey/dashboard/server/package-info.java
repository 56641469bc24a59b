/** Starts the admin server and leads each request to its resource; begin at {@code AdminServer}. */
@NullMarked
package dev.latchkey.dashboard.server;

import org.jspecify.annotations.NullMarked;

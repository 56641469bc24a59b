/**
 * What resources and the server exchange: calls, replies, routes, problems and JSON; begin at
 * {@code Route}.
 */
@NullMarked
package dev.latchkey.dashboard.http;

import org.jspecify.annotations.NullMarked;

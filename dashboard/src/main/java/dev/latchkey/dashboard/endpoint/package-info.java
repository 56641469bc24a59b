/** One class a resource of the HTTP API. */
@NullMarked
package dev.latchkey.dashboard.endpoint;

import org.jspecify.annotations.NullMarked;

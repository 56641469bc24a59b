/** The WebSocket feed; begin at {@code LiveFeed}. */
@NullMarked
package dev.latchkey.dashboard.live;

import org.jspecify.annotations.NullMarked;

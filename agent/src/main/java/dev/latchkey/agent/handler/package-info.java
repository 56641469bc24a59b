/** From a woven call to our own values and back; begin at {@code Dispatcher}. */
@NullMarked
package dev.latchkey.agent.handler;

import org.jspecify.annotations.NullMarked;

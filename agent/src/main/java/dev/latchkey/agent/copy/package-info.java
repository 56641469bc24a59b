/**
 * Private copies of values of unknown classes: what may be kept of them, how a caller gets one of
 * his own, and why some are refused. Begin with {@link dev.latchkey.agent.copy.Copiers}.
 */
@NullMarked
package dev.latchkey.agent.copy;

import org.jspecify.annotations.NullMarked;

/** Auth operations and their timed segments; begin at {@code OperationTracker}. */
@NullMarked
package dev.latchkey.runtime.operation;

import org.jspecify.annotations.NullMarked;

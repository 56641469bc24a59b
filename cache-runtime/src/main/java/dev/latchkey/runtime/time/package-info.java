/** Clocks that are passed in, so that tests move time by hand. */
@NullMarked
package dev.latchkey.runtime.time;

import org.jspecify.annotations.NullMarked;

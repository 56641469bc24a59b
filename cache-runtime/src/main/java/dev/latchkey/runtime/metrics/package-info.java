/** Recorders, summaries and live series; begin at {@code Metrics}. */
@NullMarked
package dev.latchkey.runtime.metrics;

import org.jspecify.annotations.NullMarked;

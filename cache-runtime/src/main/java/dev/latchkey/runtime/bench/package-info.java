/**
 * Measures a service from outside: an open-loop load, the seven scenarios, what came of them, and
 * how two results compare. Begin at {@code OpenLoop} for the load, at {@code Scenarios} for what is
 * run, at {@code Comparing} for verdicts.
 */
@NullMarked
package dev.latchkey.runtime.bench;

import org.jspecify.annotations.NullMarked;

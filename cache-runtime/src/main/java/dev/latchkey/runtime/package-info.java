/**
 * Builds the features from the configuration, starts and closes them; begin at {@code
 * LatchkeyRuntime}.
 */
@NullMarked
package dev.latchkey.runtime;

import org.jspecify.annotations.NullMarked;

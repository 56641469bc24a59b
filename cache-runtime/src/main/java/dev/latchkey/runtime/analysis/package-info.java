/**
 * What the phases would bring this application, said before one is switched on. Begin with {@link
 * dev.latchkey.runtime.analysis.Forecaster}.
 */
@NullMarked
package dev.latchkey.runtime.analysis;

import org.jspecify.annotations.NullMarked;

/**
 * Finds the methods of the application that its authentication spends its time in. Begin with
 * {@link dev.latchkey.runtime.discovery.Discovery}.
 */
@NullMarked
package dev.latchkey.runtime.discovery;

import org.jspecify.annotations.NullMarked;

/**
 * What was measured, kept over restarts in four tiers that grow coarser with age; begin at {@code
 * History}.
 */
@NullMarked
package dev.latchkey.runtime.history;

import org.jspecify.annotations.NullMarked;

/**
 * Hears of rows that other processes change, so that what was read from them can be dropped (safety
 * rules SES-14 and SES-15).
 */
@NullMarked
package dev.latchkey.runtime.feed;

import org.jspecify.annotations.NullMarked;

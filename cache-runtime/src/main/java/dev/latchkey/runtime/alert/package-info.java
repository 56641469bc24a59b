/** Rules that are judged against what is measured, and who is told; begin at {@code Alerts}. */
@NullMarked
package dev.latchkey.runtime.alert;

import org.jspecify.annotations.NullMarked;

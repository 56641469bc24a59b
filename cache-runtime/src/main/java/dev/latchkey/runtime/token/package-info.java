/** Phase 2: signatures that are known to verify; begin at {@code SignatureMemo}. */
@NullMarked
package dev.latchkey.runtime.token;

import org.jspecify.annotations.NullMarked;

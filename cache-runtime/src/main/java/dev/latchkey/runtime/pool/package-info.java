/** Phase 4: connections that an application opens and closes for each call are used again. */
@NullMarked
package dev.latchkey.runtime.pool;

import org.jspecify.annotations.NullMarked;

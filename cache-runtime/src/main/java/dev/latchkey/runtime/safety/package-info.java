/** How long a kept answer may be untrue, computed from what is in force. */
@NullMarked
package dev.latchkey.runtime.safety;

import org.jspecify.annotations.NullMarked;

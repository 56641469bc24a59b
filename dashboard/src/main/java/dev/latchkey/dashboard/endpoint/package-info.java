/** The HTTP resources, one class each. */
@NullMarked
package dev.latchkey.dashboard.endpoint;

import org.jspecify.annotations.NullMarked;

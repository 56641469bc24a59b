/**
 * Several processes that act as one: they tell each other over Redis what made user lookups fall,
 * how phases are switched, and how they are. Begin with {@link dev.latchkey.runtime.fleet.Fleet}.
 */
@NullMarked
package dev.latchkey.runtime.fleet;

import org.jspecify.annotations.NullMarked;

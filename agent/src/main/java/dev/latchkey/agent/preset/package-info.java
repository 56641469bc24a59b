/** Targets of known libraries, written in the users' own configuration format. */
@NullMarked
package dev.latchkey.agent.preset;

import org.jspecify.annotations.NullMarked;

/** The command line; begin at {@code LatchkeyCommand}. */
@NullMarked
package dev.latchkey.agent.cli;

import org.jspecify.annotations.NullMarked;

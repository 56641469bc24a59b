/**
 * What other processes of the same user can know of the agent: {@code PortFile}, by which they find
 * it, and {@code ReportFile}, in which it answers the command line. Both use java.nio.file, so
 * nothing here may run before the application's {@code main}.
 */
@NullMarked
package dev.latchkey.agent.presence;

import org.jspecify.annotations.NullMarked;

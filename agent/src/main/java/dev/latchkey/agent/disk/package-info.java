/**
 * Files of the user's that the agent writes: {@code ReplacedFile}. It uses java.nio.file, so
 * nothing here may run before the application's {@code main}.
 */
@NullMarked
package dev.latchkey.agent.disk;

import org.jspecify.annotations.NullMarked;

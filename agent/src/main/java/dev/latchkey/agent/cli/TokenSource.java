package dev.latchkey.agent.cli;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;

/**
 * Where a command takes its token from. Immutable.
 *
 * @param given whether the user named the file, so that reads carry the token as well
 */
record TokenSource(File file, boolean given) {
  private static final int MOST_BYTES = 4096;

  /**
   * Returns the token.
   *
   * @throws CommandException when the file holds none
   */
  String read() throws CommandException {
    try {
      if (Files.size(file.toPath()) <= MOST_BYTES) {
        String token = Files.readString(file.toPath()).strip();
        if (!token.isEmpty() && token.chars().allMatch(c -> c > ' ' && c < 127)) {
          return token;
        }
      }
    } catch (IOException unreadable) {
      // Told below.
    }
    throw new CommandException(
        ExitCodes.REFUSED,
        "LK-4024",
        "there is no token in "
            + file
            + " that this user can read; run the command as the application's user, or name a file"
            + " with --token-file");
  }
}

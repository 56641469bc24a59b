package dev.latchkey.agent.cli;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** Makes tokens. */
@Command(
    name = "token",
    description = "Makes tokens; an agent takes a changed file from the next request on.",
    mixinStandardHelpOptions = true,
    subcommands = {TokenCommand.New.class, TokenCommand.Rotate.class},
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:done", "1:the file cannot be written", "2:the command line is wrong"})
final class TokenCommand implements Runnable {
  private static final int BYTES = 32;

  @CommandLine.Spec private CommandSpec spec;

  /** For picocli, which sets the fields before it calls. */
  @SuppressWarnings("NullAway.Init")
  TokenCommand() {}

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  private static String random() {
    byte[] bytes = new byte[BYTES];
    new SecureRandom().nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static String sha256(String token) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(token.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }

  private static void write(Path file, String token) throws IOException {
    boolean posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
    FileAttribute<?>[] mode =
        posix
            ? new FileAttribute<?>[] {
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
            }
            : new FileAttribute<?>[0];
    try (var channel =
        Files.newByteChannel(
            file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), mode)) {
      channel.write(StandardCharsets.UTF_8.encode(token + "\n"));
    }
  }

  private static CommandException cannotWrite(File file, IOException failure) {
    return new CommandException(
        "LK-4028",
        file
            + " cannot be written ("
            + failure.getClass().getSimpleName()
            + "); name another file");
  }

  /** Makes a token with a name. */
  @Command(
      name = "new",
      description = {
        "Writes a new token to a file that only this user can read, and prints the item",
        "for admin.tokens with the token's hash. Hand the file to whoever is to have the",
        "token; the agent needs the hash alone."
      },
      mixinStandardHelpOptions = true)
  static final class New implements Callable<Integer> {
    @Option(
        names = "--name",
        required = true,
        paramLabel = "NAME",
        description = "Stands in the audit.")
    private String name;

    @Option(
        names = "--role",
        required = true,
        paramLabel = "ROLE",
        description = "viewer, operator or admin.")
    private String role;

    @Option(
        names = "--out",
        required = true,
        paramLabel = "FILE",
        description = "There must be none.")
    private File file;

    @CommandLine.Spec private CommandSpec spec;

    /** For picocli, which sets the fields before it calls. */
    @SuppressWarnings("NullAway.Init")
    New() {}

    @Override
    public Integer call() throws CommandException {
      if (!Set.of("viewer", "operator", "admin").contains(role)
          || !name.matches("[a-z0-9-]{1,64}")) {
        throw new CommandLine.ParameterException(
            spec.commandLine(),
            "--role is viewer, operator or admin, and --name has 1 to 64 of a-z, 0-9 and -");
      }
      String token = random();
      try {
        write(file.toPath(), token);
      } catch (FileAlreadyExistsException there) {
        throw new CommandException("LK-4028", file + " is there already; name another file");
      } catch (IOException failure) {
        throw cannotWrite(file, failure);
      }
      spec.commandLine()
          .getOut()
          .println("- { name: " + name + ", role: " + role + ", sha256: " + sha256(token) + " }");
      return CommandLine.ExitCode.OK;
    }
  }

  /** Replaces a token. */
  @Command(
      name = "rotate",
      description = {
        "Replaces the token in a file in one step. The token before is of no use from",
        "the agent's next request on, and its sessions end."
      },
      mixinStandardHelpOptions = true)
  static final class Rotate implements Callable<Integer> {
    @Option(
        names = "--token-file",
        paramLabel = "FILE",
        description = "The file; by default ~/.latchkey/token.")
    private File file = new File(System.getProperty("user.home", ""), ".latchkey/token");

    @CommandLine.Spec private CommandSpec spec;

    /** For picocli, which sets the fields before it calls. */
    @SuppressWarnings("NullAway.Init")
    Rotate() {}

    @Override
    public Integer call() throws CommandException {
      Path path = file.getAbsoluteFile().toPath();
      Path fresh = path.resolveSibling(path.getFileName() + "." + random().substring(0, 8));
      try {
        write(fresh, random());
        Files.move(
            fresh, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } catch (IOException failure) {
        throw cannotWrite(file, failure);
      }
      spec.commandLine().getOut().println("the token in " + file + " is another one now");
      return CommandLine.ExitCode.OK;
    }
  }
}

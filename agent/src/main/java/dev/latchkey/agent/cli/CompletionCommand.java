package dev.latchkey.agent.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;

/** What a shell needs to complete our commands. */
@Command(
    name = "completion",
    description = {
      "Prints a script that completes commands and options of 'latchkey' in bash or",
      "zsh.",
      "",
      "  alias latchkey='java -jar latchkey.jar'",
      "  source <(latchkey completion bash)"
    },
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:the script was printed", "2:the command line is wrong"})
final class CompletionCommand implements Callable<Integer> {
  @Parameters(paramLabel = "SHELL", description = "bash or zsh.")
  private String shell;

  @CommandLine.Spec private CommandSpec spec;

  /** For picocli, which sets the fields before it calls. */
  @SuppressWarnings("NullAway.Init")
  CompletionCommand() {}

  @Override
  public Integer call() {
    if (!shell.equals("bash") && !shell.equals("zsh")) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "there is a script for bash and zsh, and none for " + shell);
    }
    String script = AutoComplete.bash("latchkey", LatchkeyCommand.commandLine());
    spec.commandLine().getOut().print(script);
    return CommandLine.ExitCode.OK;
  }
}

package io.lvsfleet.agent.app;

import io.lvsfleet.agent.core.port.KernelException;
import io.lvsfleet.agent.local.LocalAnswer;
import io.lvsfleet.agent.local.LocalClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// What an operator types on the node itself. It is asked of the agent that runs there, so that
/// there is always one who decides.
@Command(mixinStandardHelpOptions = true)
abstract sealed class LocalCommand implements Callable<Integer>
    permits ExplainCommand,
        WithdrawCommand,
        OrderCommands.SetWeight,
        OrderCommands.HoldStill,
        OrderCommands.Resume {

  private static final Pattern DURATION = Pattern.compile("([0-9]{1,7})([smhd])");

  @Option(
      names = "--state-dir",
      required = true,
      paramLabel = "DIR",
      description = "The agent's state directory.")
  private Path stateDirectory = Path.of("");

  Path directory() {
    return stateDirectory;
  }

  /// The words for the running agent.
  abstract List<String> request();

  /// What happens when none runs.
  abstract LocalAnswer alone() throws IOException, KernelException, InterruptedException;

  @Override
  public Integer call() throws InterruptedException {
    try {
      Optional<LocalAnswer> answer = new LocalClient(stateDirectory).ask(request());
      LocalAnswer told = answer.isPresent() ? answer.get() : alone();
      (told.ok() ? System.out : System.err).print(told.text().stripTrailing() + "\n");
      return told.ok() ? 0 : 1;
    } catch (IOException | KernelException | IllegalArgumentException e) {
      System.err.println("lvs-agent: " + e.getMessage());
      return 1;
    }
  }

  static LocalAnswer noAgent() {
    return LocalAnswer.refused("no agent runs with this state directory");
  }

  /// As whom the operator came to the node, as far as the environment tells.
  static String login() {
    for (String variable : List.of("SUDO_USER", "LOGNAME", "USER")) {
      String name = System.getenv(variable);
      if (name != null && name.matches("[A-Za-z0-9._@-]{1,64}")) {
        return name;
      }
    }
    return "";
  }

  /// `90s`, `30m`, `2h`, `1d`.
  static long seconds(String text) {
    Matcher matcher = DURATION.matcher(text.toLowerCase(Locale.ROOT));
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is no duration: a number with s, m, h or d");
    }
    long number = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "s" -> number;
      case "m" -> Duration.ofMinutes(number).toSeconds();
      case "h" -> Duration.ofHours(number).toSeconds();
      default -> Duration.ofDays(number).toSeconds();
    };
  }
}

package io.lvsfleet.agent.enrol;

import io.lvsfleet.agent.session.Target;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `lvs-agent enrol`. The token comes from a file or from standard input, never from the command
/// line, which every user of the host can read.
@Command(
    name = "enrol",
    mixinStandardHelpOptions = true,
    description = "Gets this host its certificate for a one-use join token.")
public final class EnrolCommand implements Callable<Integer> {

  private static final int MAX_TOKEN = 256;

  private final InputStream in;
  private final PrintStream out;
  private final PrintStream err;

  @Option(
      names = "--control-plane",
      required = true,
      paramLabel = "HOST:PORT",
      description = "Where agents reach the control plane.")
  private String controlPlane = "";

  @Option(
      names = "--token-file",
      required = true,
      paramLabel = "FILE",
      description = "Holds the join token; - for standard input.")
  private String tokenFile = "";

  @Option(
      names = "--ca-hash",
      required = true,
      paramLabel = "sha256:HEX",
      description = "Hash of the authority's key, shown where the token was made.")
  private String caHash = "";

  @Option(
      names = "--state-dir",
      required = true,
      paramLabel = "DIR",
      description = "The identity goes to DIR/identity.")
  private Path stateDirectory = Path.of("");

  @Option(names = "--force", description = "Replaces an identity that exists.")
  private boolean force;

  public EnrolCommand() {
    this(System.in, System.out, System.err);
  }

  public EnrolCommand(InputStream in, PrintStream out, PrintStream err) {
    this.in = in;
    this.out = out;
    this.err = err;
  }

  /// Prints the node's name; 1 and one line of explanation when it did not work.
  @Override
  public Integer call() {
    try {
      Identity identity =
          new Enrolment(
                  Target.parse(controlPlane), new CaHash(caHash), new IdentityStore(stateDirectory))
              .enrol(token(), force);
      out.println(identity.node());
      return 0;
    } catch (EnrolException | IllegalArgumentException | IOException e) {
      err.println("lvs-agent enrol: " + e.getMessage());
      return 1;
    }
  }

  private String token() throws IOException {
    String text;
    if (tokenFile.equals("-")) {
      text = new String(in.readNBytes(MAX_TOKEN + 1), StandardCharsets.UTF_8);
    } else {
      try (InputStream file = Files.newInputStream(Path.of(tokenFile))) {
        text = new String(file.readNBytes(MAX_TOKEN + 1), StandardCharsets.UTF_8);
      } catch (IOException e) {
        throw new IOException("cannot read the token file: " + e, e);
      }
    }
    String token = text.strip();
    if (token.isEmpty() || text.length() > MAX_TOKEN) {
      throw new IOException(tokenFile + " does not hold a token");
    }
    return token;
  }
}

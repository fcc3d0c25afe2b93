package io.lvsfleet.agent.probe;

import io.lvsfleet.model.ClientTls;
import io.lvsfleet.model.HttpCheck.Expected;
import io.lvsfleet.model.HttpCheck.Method;
import io.lvsfleet.model.HttpCheck.Request;
import io.lvsfleet.model.HttpCheck.Version;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.Probe;
import io.lvsfleet.model.Sorted;
import io.lvsfleet.model.Target;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `lvs-agent digest URL`: fetches a page as a check would and prints the digests a check can
/// compare it with. The first is what keepalived's `genhash` prints.
@Command(
    name = "digest",
    mixinStandardHelpOptions = true,
    description = {
      "Fetches a page as a check would and prints what a check can compare it with:",
      "status, size, MD5 (as genhash computes it) and SHA-256. Redirects are not followed."
    })
public final class DigestCommand implements Callable<Integer> {

  private final Host host;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "URL", description = "http://… or https://…")
  private String url = "";

  @Option(
      names = {"-s", "--server"},
      paramLabel = "ADDRESS",
      description = "Asks this address instead of the one the URL's host has.")
  private String server = "";

  @Option(
      names = {"-V", "--virtualhost"},
      paramLabel = "HOST",
      description = "Sends this Host header instead of the URL's host.")
  private String virtualHost = "";

  @Option(
      names = {"-I", "--use-sni"},
      description = "Sends the virtual host as SNI.")
  private boolean useSni;

  @Option(
      names = {"-P", "--protocol"},
      paramLabel = "VERSION",
      defaultValue = "1.0",
      description = "1.0, 1.1 or 2 (default: ${DEFAULT-VALUE}, as genhash's).")
  private String protocol = "1.0";

  @Option(
      names = {"-t", "--timeout"},
      paramLabel = "SECONDS",
      defaultValue = "5",
      description = "For everything together (default: ${DEFAULT-VALUE}).")
  private int timeoutSeconds = 5;

  public DigestCommand(Host host) {
    this.host = host;
  }

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter errors = spec.commandLine().getErr();
    Connector connector = new Connector(new TlsContexts(Path.of("")), host);
    HttpProbe probe = new HttpProbe(connector, new Expiry(InstantSource.system()));
    try (Body body = Body.digesting(Expected.MAX_BODY)) {
      Probe.Http http = http();
      Deadline deadline = Deadline.in(Duration.ofSeconds(timeoutSeconds));
      HttpProbe.Answer answer = probe.fetch(http, http.requests().getFirst(), body, deadline);
      out.println("MD5      " + body.md5());
      out.println("SHA-256  " + body.sha256());
      out.println("status   " + answer.status());
      out.println("size     " + body.length() + " bytes");
      out.flush();
      return 0;
    } catch (IOException | IllegalArgumentException e) {
      errors.println("lvs-agent digest: " + Failures.text(e));
      return 1;
    }
  }

  private Probe.Http http() throws IOException {
    URI uri = URI.create(url);
    boolean secure = "https".equalsIgnoreCase(uri.getScheme());
    if (uri.getHost() == null || (!secure && !"http".equalsIgnoreCase(uri.getScheme()))) {
      throw new IllegalArgumentException("\"" + url + "\" is not an http or https URL");
    }
    String named = uri.getHost().replaceAll("[\\[\\]]", "");
    InetAddress address = InetAddress.getByName(server.isEmpty() ? named : server);
    int port = uri.getPort() >= 0 ? uri.getPort() : secure ? 443 : 80;
    boolean literal = IpAddress.tryParse(named).isPresent();
    String host = !virtualHost.isEmpty() ? virtualHost : literal ? "" : uri.getRawAuthority();
    String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
    String name = useSni ? host.replaceAll(":[0-9]+$", "") : "";
    return new Probe.Http(
        Target.of(IpAddress.of(address.getAddress()), port),
        secure ? ClientTls.unverified(name) : null,
        version(),
        List.of(new Request(Method.GET, path + query, host, Sorted.map(), Expected.SUCCESS)));
  }

  private Version version() {
    return List.of(Version.values()).stream()
        .filter(version -> version.text().equals(protocol))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("HTTP is 1.0, 1.1 or 2, not " + protocol));
  }
}

package io.lvsfleet.agent.session;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Where the control plane listens.
public record Target(String host, int port) {

  private static final Pattern FORM = Pattern.compile("(\\[[^\\]]+\\]|[^:\\[\\]]+):([0-9]{1,5})");

  /// Reads `HOST:PORT` or `[IPV6]:PORT`.
  ///
  /// @throws IllegalArgumentException naming the text and the form
  public static Target parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (matcher.matches()) {
      String host = matcher.group(1).replaceAll("[\\[\\]]", "");
      int port = Integer.parseInt(matcher.group(2));
      if (port >= 1 && port <= 65_535) {
        return new Target(host, port);
      }
    }
    throw new IllegalArgumentException("\"" + text + "\" is not HOST:PORT");
  }

  @Override
  public String toString() {
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }
}

package io.lvsfleet.controlplane.app;

import io.lvsfleet.controlplane.pki.ServerNames;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;

/// Under which names this control plane is reached.
final class Names {

  private Names() {}

  /// The configured ones, and the addresses it is told to listen on.
  static ServerNames of(LvsConfig config) {
    List<String> names = new ArrayList<>(config.api().publicNames().orElse(List.of()));
    for (ListenAddress listen : List.of(config.api().listen(), config.agents().listen())) {
      if (!listen.isWildcard()) {
        names.add(listen.address().toString());
      }
    }
    return ServerNames.with(names);
  }

  /// `host:port` for agents: the best guess there is.
  static String forAgents(LvsConfig config) {
    ListenAddress listen = config.agents().listen();
    List<String> names = config.api().publicNames().orElse(List.of());
    if (!names.isEmpty()) {
      return withPort(names.getFirst(), listen.port());
    }
    return listen.isWildcard() ? withPort(hostName(), listen.port()) : listen.toString();
  }

  private static String withPort(String name, int port) {
    return (name.indexOf(':') >= 0 ? "[" + name + "]" : name) + ":" + port;
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException _) {
      // The host's own name is in no resolver: agents on other hosts cannot use it anyway.
      return "localhost";
    }
  }
}

package io.lvsfleet.agent.core.health;

import io.lvsfleet.model.CheckKey;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.ListeningSocket;
import io.lvsfleet.model.Probe;
import io.lvsfleet.model.Protocol;
import io.lvsfleet.model.Target;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;

/// Which checks have to be asked at once when sockets of this host are closed.
public final class Suspects {

  private Suspects() {}

  /// Those that ask for one of the sockets.
  ///
  /// @param isLocal whether an address is this host's own: what listens elsewhere is none of these
  public static SortedSet<CheckKey> of(
      SortedMap<CheckKey, CheckState> checks,
      Set<ListeningSocket> closed,
      Predicate<IpAddress> isLocal) {
    SortedSet<CheckKey> all = new TreeSet<>();
    checks.forEach((key, check) -> {
      Probe probe = check.spec().probe();
      if (closed.stream().anyMatch(socket -> asks(probe, socket)) && isHere(probe, isLocal)) {
        all.add(key);
      }
    });
    return all;
  }

  /// Those that ask for any socket of this host at all: it is not known which were closed.
  public static SortedSet<CheckKey> of(
      SortedMap<CheckKey, CheckState> checks, Predicate<IpAddress> isLocal) {
    SortedSet<CheckKey> all = new TreeSet<>();
    checks.forEach((key, check) -> {
      if (isHere(check.spec().probe(), isLocal)) {
        all.add(key);
      }
    });
    return all;
  }

  private static boolean asks(Probe probe, ListeningSocket socket) {
    return switch (probe) {
      case Probe.Tcp tcp -> asks(Protocol.TCP, tcp.target(), socket);
      case Probe.Http http -> asks(Protocol.TCP, http.target(), socket);
      case Probe.Tls tls -> asks(Protocol.TCP, tls.target(), socket);
      case Probe.Udp udp -> asks(Protocol.UDP, udp.target(), socket);
      case Probe.Listen listen ->
          listen.protocol() == socket.protocol()
              && (listen.address() == null
                  ? listen.port() == socket.port()
                  : socket.takes(listen.address(), listen.port()));
      case Probe.Icmp _,
          Probe.Script _,
          Probe.NagiosPlugin _,
          Probe.FileContent _,
          Probe.Mount _,
          Probe.Load _ ->
          false;
    };
  }

  private static boolean asks(Protocol protocol, Target target, ListeningSocket socket) {
    return protocol == socket.protocol() && socket.takes(target.address(), target.port());
  }

  /// Whether it asks for a socket, and one of this host.
  private static boolean isHere(Probe probe, Predicate<IpAddress> isLocal) {
    return switch (probe) {
      case Probe.Tcp tcp -> isLocal.test(tcp.target().address());
      case Probe.Http http -> isLocal.test(http.target().address());
      case Probe.Tls tls -> isLocal.test(tls.target().address());
      case Probe.Udp udp -> isLocal.test(udp.target().address());
      case Probe.Listen _ -> true; // asks this host's kernel
      case Probe.Icmp _,
          Probe.Script _,
          Probe.NagiosPlugin _,
          Probe.FileContent _,
          Probe.Mount _,
          Probe.Load _ ->
          false;
    };
  }
}

package io.lvsfleet.agent.nft;

import io.lvsfleet.agent.nft.Passage.Stage;
import io.lvsfleet.model.AddressFamily;
import io.lvsfleet.model.ForwardingMethod;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.KernelState;
import io.lvsfleet.model.LocalAddress;
import io.lvsfleet.model.PacketRule.Mark;
import io.lvsfleet.model.Protocol;
import io.lvsfleet.model.RealServerConfig;
import io.lvsfleet.model.RealServerKey;
import io.lvsfleet.model.SysctlKey;
import io.lvsfleet.model.Tunnel;
import io.lvsfleet.model.VirtualService;
import io.lvsfleet.model.VirtualServiceKey;
import io.lvsfleet.model.VirtualServiceKey.AddressKey;
import io.lvsfleet.model.VirtualServiceKey.FirewallMarkKey;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which packets have to get through for the virtual services of a director.
final class Passages {

  private static final SysctlKey CONNTRACK = new SysctlKey("net.ipv4.vs.conntrack");

  private final KernelState wanted;
  private final boolean tracked;
  private final Set<Passage> passages = new LinkedHashSet<>();

  private Passages(KernelState state) {
    this.wanted = state;
    this.tracked = "1".equals(state.sysctls().get(CONNTRACK));
  }

  /// Those of services by firewall mark follow from our own marking rules.
  static Set<Passage> of(KernelState state) {
    Passages all = new Passages(state);
    state.services().forEach(all::service);
    return all.passages;
  }

  private void service(VirtualServiceKey key, VirtualService service) {
    switch (key) {
      case AddressKey address ->
          target(
              key,
              service,
              address.protocol(),
              Span.of(address.address()),
              ports(address.port(), address.port()),
              null);
      case FirewallMarkKey mark ->
          wanted
              .network()
              .packetRules()
              .forEach(rule -> {
                if (rule instanceof Mark marking
                    && marking.mark() == mark.mark()
                    && marking.first().family() == mark.family()) {
                  target(
                      key,
                      service,
                      marking.protocol(),
                      new Span<>(marking.first(), marking.last()),
                      ports(marking.firstPort(), marking.lastPort()),
                      mark.mark());
                }
              });
    }
  }

  private static Span<Integer> ports(int first, int last) {
    return first == 0 ? Passage.ANY_PORT : new Span<>(first, last);
  }

  private void target(
      VirtualServiceKey key,
      VirtualService service,
      Protocol protocol,
      Span<IpAddress> address,
      Span<Integer> port,
      @Nullable Long mark) {
    AddressFamily family = key.family();
    Passage arriving =
        new Passage(
            key.describe(),
            "requests",
            Stage.ARRIVING,
            family,
            protocol.number(),
            Span.any(family),
            Passage.CLIENT_PORTS,
            address,
            port,
            Set.of("new"),
            Passage.SYN,
            mark,
            holder(address));
    passages.add(arriving);
    service
        .realServers()
        .forEach((server, config) -> {
          if (config.method() != ForwardingMethod.LOCAL) {
            passages.add(leaving(arriving, server, config));
          }
          if (config.method() == ForwardingMethod.MASQUERADING) {
            passages.add(answering(arriving, server));
          }
        });
  }

  /// The interface that has the virtual IP is taken for the one clients come by.
  private @Nullable String holder(Span<IpAddress> address) {
    return wanted.addresses().stream()
        .filter(held -> held.address().equals(address.first()) && !held.onLoopback())
        .map(LocalAddress::interfaceName)
        .findFirst()
        .orElse(null);
  }

  private Passage leaving(Passage arriving, RealServerKey server, RealServerConfig config) {
    Tunnel tunnel = config.tunnel();
    AddressFamily family = server.address().family();
    Set<String> untracked = Set.of(tracked ? "new" : "untracked");
    String what = "requests on their way to " + server;
    if (tunnel != null) {
      // The packet around the client's, a new one to connection tracking (`nf_reset_ct`).
      int protocol =
          switch (tunnel.type()) {
            case IPIP -> arriving.family() == AddressFamily.IPV4 ? 4 : 41;
            case GUE -> Protocol.UDP.number();
            case GRE -> 47;
          };
      Span<Integer> port =
          tunnel.type() == Tunnel.Type.GUE ? Span.of(tunnel.port()) : Passage.ANY_PORT;
      return new Passage(
          arriving.subject(),
          what,
          Stage.LEAVING,
          family,
          protocol,
          Span.any(family),
          Passage.ANY_PORT,
          Span.of(server.address()),
          port,
          Set.of("new"),
          0,
          null,
          null);
    }
    boolean nat = config.method() == ForwardingMethod.MASQUERADING;
    return new Passage(
        arriving.subject(),
        what,
        Stage.LEAVING,
        family,
        arriving.protocol(),
        arriving.source(),
        arriving.sourcePort(),
        nat ? Span.of(server.address()) : arriving.destination(),
        nat ? ports(server.port(), server.port()) : arriving.destinationPort(),
        untracked,
        arriving.flags(),
        arriving.mark(),
        null);
  }

  /// Without `vs.conntrack` the director's connection tracking has never seen the handshake this
  /// one answers, because ip_vs took it out: of TCP and SCTP that is invalid.
  private Passage answering(Passage arriving, RealServerKey server) {
    boolean udp = arriving.protocol() == Protocol.UDP.number();
    String state = tracked ? "established" : udp ? "new" : "invalid";
    return new Passage(
        arriving.subject(),
        "answers of " + server,
        Stage.ANSWERING,
        arriving.family(),
        arriving.protocol(),
        Span.of(server.address()),
        ports(server.port(), server.port()),
        arriving.source(),
        arriving.sourcePort(),
        Set.of(state),
        Passage.SYN | Passage.ACK,
        null,
        null);
  }
}

package io.lvsfleet.agent.nft;

import io.lvsfleet.model.AddressFamily;
import io.lvsfleet.model.IpAddress;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The first packet of a kind that a virtual service needs, as far as it is known.
///
/// @param subject the virtual service
/// @param what the packets are, in words
/// @param protocol its IANA number
/// @param sourcePort 0 to 65535 for any, as the destination port
/// @param states which the connection may have for `ct state`
/// @param flags of TCP, as in its header
/// @param mark null when it is not known
/// @param in the interface it comes by; null when it is not known
record Passage(
    String subject,
    String what,
    Stage stage,
    AddressFamily family,
    int protocol,
    Span<IpAddress> source,
    Span<Integer> sourcePort,
    Span<IpAddress> destination,
    Span<Integer> destinationPort,
    Set<String> states,
    int flags,
    @Nullable Long mark,
    @Nullable String in) {

  static final Span<Integer> ANY_PORT = new Span<>(0, 65_535);

  /// What clients ask from: no privileged port.
  static final Span<Integer> CLIENT_PORTS = new Span<>(1024, 65_535);

  static final int SYN = 0x02;
  static final int ACK = 0x10;

  /// Where packets of a virtual service meet other people's filters: `ip_vs_ops4` in
  /// `net/netfilter/ipvs/ip_vs_core.c`.
  enum Stage {
    /// The client's packet, up to where ip_vs takes it.
    ARRIVING,
    /// The same on its way to the real server: ip_vs sends it through the output hook.
    LEAVING,
    /// The real server's answer on its way through a NAT director, up to where ip_vs takes it.
    ANSWERING;

    private static final int LOCAL_IN = 98;
    private static final int FORWARD = 100;

    private boolean passes(String hook, long priority) {
      return switch (this) {
        case ARRIVING -> hook.equals("prerouting") || (hook.equals("input") && priority < LOCAL_IN);
        case LEAVING -> hook.equals("output") || hook.equals("postrouting");
        case ANSWERING ->
            hook.equals("prerouting") || (hook.equals("forward") && priority < FORWARD);
      };
    }
  }

  boolean enters(Ruleset.BaseChain chain) {
    return stage.passes(chain.hook(), chain.priority())
        && (states.contains("new") || !chain.translates());
  }

  /// As conditions of a rule: `ip daddr 10.0.0.100 tcp dport 80`.
  String words() {
    String ip = family == AddressFamily.IPV4 ? "ip" : "ip6";
    boolean answer = stage == Stage.ANSWERING;
    String address = ip + (answer ? " saddr " + text(source) : " daddr " + text(destination));
    Span<Integer> port = answer ? sourcePort : destinationPort;
    String name = Condition.protocolName(protocol);
    return address
        + (port.equals(ANY_PORT)
            ? " meta l4proto " + name
            : " " + name + (answer ? " sport " : " dport ") + text(port));
  }

  private static String text(Span<?> span) {
    return span.first().equals(span.last())
        ? String.valueOf(span.first())
        : span.first() + "-" + span.last();
  }
}

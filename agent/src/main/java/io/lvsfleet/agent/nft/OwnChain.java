package io.lvsfleet.agent.nft;

import java.util.Optional;

/// The chains of our tables. Each has one purpose, so that a node without the purpose is without
/// the chain: a `nat` chain alone makes the kernel track every connection.
///
/// ip_vs takes packets at the input hook (priority 98 and 99) and at the output hook (-99 and -98),
/// and the answers of NAT at the forward hook (100): `ip_vs_ops4` in `net/netfilter/ipvs`.
enum OwnChain {
  /// `srcnat`, for masquerade. Answers that ip_vs itself translates do not come here: it takes them
  /// out of connection tracking, or (`net.ipv4.vs.conntrack`) they belong to a connection known
  /// already.
  SOURCE_NAT("source-nat", "nat", "postrouting", 100),
  /// `mangle`, before ip_vs sees the packet.
  MARK_PREROUTING("mark-prerouting", "filter", "prerouting", -150),
  /// The same for the node's own packets; `route`, because a mark may lead another way.
  MARK_OUTPUT("mark-output", "route", "output", -150),
  /// `mangle`.
  SEGMENT_LIMIT("segment-limit", "filter", "output", -150),
  ARP_INPUT("arp-input", "filter", "input", 0),
  ARP_OUTPUT("arp-output", "filter", "output", 0);

  private final String chain;
  private final String type;
  private final String hook;
  private final int priority;

  OwnChain(String chain, String type, String hook, int priority) {
    this.chain = chain;
    this.type = type;
    this.hook = hook;
    this.priority = priority;
  }

  String chain() {
    return chain;
  }

  static Optional<OwnChain> of(String name) {
    for (OwnChain chain : values()) {
      if (chain.chain.equals(name)) {
        return Optional.of(chain);
      }
    }
    return Optional.empty();
  }

  /// As it is written, and as `nft` lists it but for the handle.
  Json json(OwnTable table) {
    return Json.object(
        "chain",
        Json.object(
            "family",
            Json.of(table.family()),
            "table",
            Json.of(OwnTable.NAME),
            "name",
            Json.of(chain),
            "type",
            Json.of(type),
            "hook",
            Json.of(hook),
            "prio",
            Json.of(priority),
            "policy",
            Json.of("accept")));
  }
}

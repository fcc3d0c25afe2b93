package io.lvsfleet.agent.nft;

import io.lvsfleet.model.AddressFamily;

/// Our tables: one in each family that has a rule, all of one name.
public enum OwnTable {
  IP("ip", 2),
  IP6("ip6", 10),
  ARP("arp", 3);

  public static final String NAME = "lvs-fleet";

  private final String family;
  private final int number;

  OwnTable(String family, int number) {
    this.family = family;
    this.number = number;
  }

  /// As `nft` calls it.
  public String family() {
    return family;
  }

  /// `NFPROTO_*` of `linux/netfilter.h`.
  public int number() {
    return number;
  }

  static OwnTable of(AddressFamily family) {
    return family == AddressFamily.IPV4 ? IP : IP6;
  }

  Json json() {
    return Json.object("table", Json.object("family", Json.of(family), "name", Json.of(NAME)));
  }
}

package io.lvsfleet.agent.netlink.netfilter;

import io.lvsfleet.agent.netlink.AttributeReader;
import io.lvsfleet.agent.netlink.NetlinkError;
import io.lvsfleet.agent.netlink.NetlinkMessage;
import java.nio.ByteBuffer;

/// Messages of the nftables subsystem: `struct nfgenmsg` (family, version, 16-bit resource in
/// network order) and attributes, whose numbers are in network order.
public final class NfTables {

  private static final int NFNL_SUBSYS_NFTABLES = 10;
  private static final int HEADER = 4;

  /// A transaction was committed.
  public static final int NFT_MSG_NEWGEN = NFNL_SUBSYS_NFTABLES << 8 | 15;

  /// Of notifications, as a bit of `nl_groups`: `NFNLGRP_NFTABLES` minus one.
  public static final int GROUP = 1 << 6;

  /// Asks for the number of the latest change.
  public static final int NFT_MSG_GETGEN = NFNL_SUBSYS_NFTABLES << 8 | 16;

  /// Asks for the tables.
  public static final int NFT_MSG_GETTABLE = NFNL_SUBSYS_NFTABLES << 8 | 1;

  private static final int NFTA_GEN_ID = 1;
  private static final int NFTA_TABLE_NAME = 1;

  private NfTables() {}

  /// A table of nftables.
  ///
  /// @param family `NFPROTO_*` of `linux/netfilter.h`
  public record Table(int family, String name) {}

  /// The payload of both requests, for every family.
  public static ByteBuffer writeGet() {
    return ByteBuffer.allocate(HEADER);
  }

  /// The generation: every committed transaction of the network namespace adds one.
  public static long readGeneration(NetlinkMessage message) throws NetlinkError {
    AttributeReader in = message.attributes(HEADER);
    long generation = 0;
    while (in.next()) {
      if (in.type() == NFTA_GEN_ID) {
        generation = in.networkU32();
      }
    }
    in.end();
    if (generation == 0) {
      throw NetlinkError.malformed("the answer names no generation");
    }
    return generation;
  }

  public static Table readTable(NetlinkMessage message) throws NetlinkError {
    AttributeReader in = message.attributes(HEADER);
    String name = "";
    while (in.next()) {
      if (in.type() == NFTA_TABLE_NAME) {
        name = in.string();
      }
    }
    in.end();
    if (name.isEmpty()) {
      throw NetlinkError.malformed("a table has a name");
    }
    return new Table(Byte.toUnsignedInt(message.payload().get(0)), name);
  }
}

package io.lvsfleet.agent.netlink.ipvs;

import static io.lvsfleet.agent.netlink.ipvs.IpvsConstants.IPVS_STATS_ATTR_CONNS;
import static io.lvsfleet.agent.netlink.ipvs.IpvsConstants.IPVS_STATS_ATTR_INBYTES;
import static io.lvsfleet.agent.netlink.ipvs.IpvsConstants.IPVS_STATS_ATTR_INPKTS;
import static io.lvsfleet.agent.netlink.ipvs.IpvsConstants.IPVS_STATS_ATTR_OUTBYTES;
import static io.lvsfleet.agent.netlink.ipvs.IpvsConstants.IPVS_STATS_ATTR_OUTPKTS;

import io.lvsfleet.agent.netlink.AttributeReader;
import java.util.function.ToLongFunction;

/// The content of the statistics attributes. The kernel alone writes them.
final class CountersCodec {

  private CountersCodec() {}

  /// `…_ATTR_STATS64`: five 64-bit numbers (and rates, which we make ourselves).
  static Counters read64(AttributeReader in) {
    return read(in, AttributeReader::u64);
  }

  /// `…_ATTR_STATS`: connections and packets have 32 bits, bytes 64.
  static Counters read32(AttributeReader in) {
    return read(in, AttributeReader::u32);
  }

  private static Counters read(AttributeReader in, ToLongFunction<AttributeReader> number) {
    long connections = 0;
    long incomingPackets = 0;
    long outgoingPackets = 0;
    long incomingBytes = 0;
    long outgoingBytes = 0;
    while (in.next()) {
      switch (in.type()) {
        case IPVS_STATS_ATTR_CONNS -> connections = number.applyAsLong(in);
        case IPVS_STATS_ATTR_INPKTS -> incomingPackets = number.applyAsLong(in);
        case IPVS_STATS_ATTR_OUTPKTS -> outgoingPackets = number.applyAsLong(in);
        case IPVS_STATS_ATTR_INBYTES -> incomingBytes = in.u64();
        case IPVS_STATS_ATTR_OUTBYTES -> outgoingBytes = in.u64();
        default -> {} // rates and padding
      }
    }
    return new Counters(
        connections, incomingPackets, outgoingPackets, incomingBytes, outgoingBytes);
  }
}

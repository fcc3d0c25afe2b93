package io.lvsfleet.agent.netlink.ipvs;

import static io.lvsfleet.agent.netlink.ipvs.IpvsConstants.IPVS_STATS_ATTR_CONNS;
import static io.lvsfleet.agent.netlink.ipvs.IpvsConstants.IPVS_STATS_ATTR_CPS;
import static io.lvsfleet.agent.netlink.ipvs.IpvsConstants.IPVS_STATS_ATTR_INBPS;
import static io.lvsfleet.agent.netlink.ipvs.IpvsConstants.IPVS_STATS_ATTR_INBYTES;
import static io.lvsfleet.agent.netlink.ipvs.IpvsConstants.IPVS_STATS_ATTR_INPKTS;
import static io.lvsfleet.agent.netlink.ipvs.IpvsConstants.IPVS_STATS_ATTR_INPPS;
import static io.lvsfleet.agent.netlink.ipvs.IpvsConstants.IPVS_STATS_ATTR_OUTBPS;
import static io.lvsfleet.agent.netlink.ipvs.IpvsConstants.IPVS_STATS_ATTR_OUTBYTES;
import static io.lvsfleet.agent.netlink.ipvs.IpvsConstants.IPVS_STATS_ATTR_OUTPKTS;
import static io.lvsfleet.agent.netlink.ipvs.IpvsConstants.IPVS_STATS_ATTR_OUTPPS;

import io.lvsfleet.agent.netlink.AttributeReader;
import io.lvsfleet.model.Counters;
import io.lvsfleet.model.Rates;
import java.util.function.ToLongFunction;

/// The content of the statistics attributes. The kernel alone writes them.
final class StatisticsCodec {

  private StatisticsCodec() {}

  /// `…_ATTR_STATS64`: ten 64-bit numbers.
  static Statistics read64(AttributeReader in) {
    return read(in, AttributeReader::u64);
  }

  /// `…_ATTR_STATS`: bytes have 64 bits, all else 32.
  static Statistics read32(AttributeReader in) {
    return read(in, AttributeReader::u32);
  }

  private static Statistics read(AttributeReader in, ToLongFunction<AttributeReader> number) {
    long[] numbers = new long[IPVS_STATS_ATTR_OUTBPS + 1];
    while (in.next()) {
      switch (in.type()) {
        case IPVS_STATS_ATTR_INBYTES, IPVS_STATS_ATTR_OUTBYTES -> numbers[in.type()] = in.u64();
        case IPVS_STATS_ATTR_CONNS,
            IPVS_STATS_ATTR_INPKTS,
            IPVS_STATS_ATTR_OUTPKTS,
            IPVS_STATS_ATTR_CPS,
            IPVS_STATS_ATTR_INPPS,
            IPVS_STATS_ATTR_OUTPPS,
            IPVS_STATS_ATTR_INBPS,
            IPVS_STATS_ATTR_OUTBPS ->
            numbers[in.type()] = number.applyAsLong(in);
        default -> {} // padding
      }
    }
    return new Statistics(
        new Counters(
            numbers[IPVS_STATS_ATTR_CONNS],
            numbers[IPVS_STATS_ATTR_INPKTS],
            numbers[IPVS_STATS_ATTR_OUTPKTS],
            numbers[IPVS_STATS_ATTR_INBYTES],
            numbers[IPVS_STATS_ATTR_OUTBYTES]),
        new Rates(
            numbers[IPVS_STATS_ATTR_CPS],
            numbers[IPVS_STATS_ATTR_INPPS],
            numbers[IPVS_STATS_ATTR_OUTPPS],
            numbers[IPVS_STATS_ATTR_INBPS],
            numbers[IPVS_STATS_ATTR_OUTBPS]));
  }
}

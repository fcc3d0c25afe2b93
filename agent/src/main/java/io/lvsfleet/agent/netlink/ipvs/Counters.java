package io.lvsfleet.agent.netlink.ipvs;

/// What the kernel counted for a service or a real server since it was made.
public record Counters(
    long connections,
    long incomingPackets,
    long outgoingPackets,
    long incomingBytes,
    long outgoingBytes) {

  public static final Counters ZERO = new Counters(0, 0, 0, 0, 0);
}

package io.lvsfleet.model;

/// What the kernel counted for a virtual service or a real server since it was made.
public record Counters(
    long connections,
    long incomingPackets,
    long outgoingPackets,
    long incomingBytes,
    long outgoingBytes) {

  public static final Counters ZERO = new Counters(0, 0, 0, 0, 0);

  /// What was counted since an earlier look. A counter that is lower than it was has begun anew.
  public Counters since(Counters earlier) {
    return connections < earlier.connections
            || incomingPackets < earlier.incomingPackets
            || outgoingPackets < earlier.outgoingPackets
            || incomingBytes < earlier.incomingBytes
            || outgoingBytes < earlier.outgoingBytes
        ? this
        : new Counters(
            connections - earlier.connections,
            incomingPackets - earlier.incomingPackets,
            outgoingPackets - earlier.outgoingPackets,
            incomingBytes - earlier.incomingBytes,
            outgoingBytes - earlier.outgoingBytes);
  }
}

package io.lvsfleet.model;

/// What the kernel estimates per second for a virtual service or a real server; its estimator lags
/// by some two seconds (`ip_vs_est.c`).
public record Rates(
    long connections,
    long incomingPackets,
    long outgoingPackets,
    long incomingBytes,
    long outgoingBytes) {

  public static final Rates ZERO = new Rates(0, 0, 0, 0, 0);
}

package io.lvsfleet.model;

import org.jspecify.annotations.Nullable;

/// How a real server is reached and how much it gets; can be changed in place
/// (`IPVS_CMD_SET_DEST`).
///
/// @param upperThreshold no new connections above this many; 0 for no limit
/// @param lowerThreshold new connections again below this many; 0 for the kernel's own rule
/// @param tunnel the encapsulation; present exactly when the method is TUNNELING
/// @param oddity what a kernel's entry has that none of the above can say; the rest is then the
///   nearest that can be said. Empty in whatever is wanted, so that an odd entry differs from it.
public record RealServerConfig(
    ForwardingMethod method,
    Weight weight,
    int upperThreshold,
    int lowerThreshold,
    @Nullable Tunnel tunnel,
    String oddity) {

  public RealServerConfig {
    if (upperThreshold < 0 || lowerThreshold < 0 || lowerThreshold > upperThreshold) {
      throw new IllegalArgumentException(
          "thresholds need 0 <= lower <= upper, not lower "
              + lowerThreshold
              + " and upper "
              + upperThreshold);
    }
    if ((method == ForwardingMethod.TUNNELING) != (tunnel != null)) {
      throw new IllegalArgumentException("a tunnel belongs to the tunneling method and only to it");
    }
  }

  public RealServerConfig(
      ForwardingMethod method,
      Weight weight,
      int upperThreshold,
      int lowerThreshold,
      @Nullable Tunnel tunnel) {
    this(method, weight, upperThreshold, lowerThreshold, tunnel, "");
  }

  public static RealServerConfig of(ForwardingMethod method, Weight weight) {
    return new RealServerConfig(
        method, weight, 0, 0, method == ForwardingMethod.TUNNELING ? Tunnel.IPIP : null);
  }

  public RealServerConfig withWeight(Weight newWeight) {
    return new RealServerConfig(method, newWeight, upperThreshold, lowerThreshold, tunnel, oddity);
  }

  /// In `ipvsadm`'s words: `-g -w 100 -x 200 -y 150`.
  public String describe() {
    StringBuilder text = new StringBuilder(method.option()).append(" -w ").append(weight);
    if (upperThreshold > 0) {
      text.append(" -x ").append(upperThreshold).append(" -y ").append(lowerThreshold);
    }
    if (tunnel != null && tunnel.type() != Tunnel.Type.IPIP) {
      text.append(" --tun-type ").append(tunnel.type().name().toLowerCase(java.util.Locale.ROOT));
      if (tunnel.port() != 0) {
        text.append(" --tun-port ").append(tunnel.port());
      }
    }
    return oddity.isEmpty() ? text.toString() : text.append(" # ").append(oddity).toString();
  }
}

package io.lvsfleet.model;

import org.jspecify.annotations.Nullable;

/// How a real server is reached and how much it gets; can be changed in place
/// (`IPVS_CMD_SET_DEST`).
///
/// @param upperThreshold no new connections above this many; 0 for no limit
/// @param lowerThreshold new connections again below this many; 0 for the kernel's own rule
/// @param tunnel the encapsulation; present exactly when the method is TUNNELING
public record RealServerConfig(
    ForwardingMethod method,
    Weight weight,
    int upperThreshold,
    int lowerThreshold,
    @Nullable Tunnel tunnel) {

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

  public static RealServerConfig of(ForwardingMethod method, Weight weight) {
    return new RealServerConfig(
        method, weight, 0, 0, method == ForwardingMethod.TUNNELING ? Tunnel.IPIP : null);
  }

  public RealServerConfig withWeight(Weight newWeight) {
    return new RealServerConfig(method, newWeight, upperThreshold, lowerThreshold, tunnel);
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
    return text.toString();
  }
}

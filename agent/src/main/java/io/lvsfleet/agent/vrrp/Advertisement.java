package io.lvsfleet.agent.vrrp;

import io.lvsfleet.model.IpAddress;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What an advertisement says.
///
/// @param priority 0: the master lets go
/// @param interval at which its sender advertises
/// @param password of simple text authentication (version 2); null for none
public record Advertisement(
    int version,
    int virtualRouterId,
    int priority,
    Duration interval,
    List<IpAddress> addresses,
    @Nullable String password) {

  public Advertisement {
    addresses = List.copyOf(addresses);
  }

  @Override
  public String toString() {
    return "VRRPv"
        + version
        + " id "
        + virtualRouterId
        + " priority "
        + priority
        + " every "
        + interval.toMillis()
        + " ms "
        + addresses
        + (password == null ? "" : " with a password");
  }
}

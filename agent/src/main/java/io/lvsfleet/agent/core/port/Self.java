package io.lvsfleet.agent.core.port;

import io.lvsfleet.model.Capabilities;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.Sorted;
import io.lvsfleet.model.Stamp;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/// What an agent says of itself when it connects; asked for anew at every connect.
///
/// @param kernelRelease as `uname -r` prints it
/// @param bootId of its kernel
/// @param addresses of global scope, without those it was told to hold
/// @param capabilities of its kernel and tools, as far as known
/// @param applied the last state it has read back from its kernel; null when there is none
public record Self(
    String programVersion,
    String kernelRelease,
    String bootId,
    SortedSet<IpAddress> addresses,
    Capabilities capabilities,
    @Nullable Stamp applied) {

  public Self {
    addresses = Sorted.set(addresses);
  }
}

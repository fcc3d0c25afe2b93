package io.lvsfleet.controlplane.declared;

import io.lvsfleet.model.Protocol;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Packets that get a service's firewall mark.
///
/// @param protocol not written means tcp
/// @param ports empty means without regard to ports
public record MarkMatch(
    Destination destination, @Nullable Protocol protocol, List<PortRange> ports) {

  /// Where they go.
  public sealed interface Destination {
    /// One of the cluster's virtual IPs.
    record ToVirtualIp(String name) implements Destination {}

    /// Addresses that some router sends to the director.
    record ToAddresses(AddressRange range) implements Destination {}
  }

  public MarkMatch {
    ports = List.copyOf(ports);
  }

  public Protocol effectiveProtocol() {
    return protocol == null ? Protocol.TCP : protocol;
  }

  /// Every port where none is written.
  public List<PortRange> effectivePorts() {
    return ports.isEmpty() ? List.of(new PortRange(1, 65_535)) : ports;
  }
}

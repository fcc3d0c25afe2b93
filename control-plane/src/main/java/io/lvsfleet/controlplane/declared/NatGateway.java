package io.lvsfleet.controlplane.declared;

import io.lvsfleet.model.IpAddress;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Through which address of the director a NAT real server's answers leave.
public final class NatGateway {

  private NatGateway() {}

  /// A virtual IP with `use: gateway` in whose network the real server is; else the address of the
  /// only director with the label that the real server's address has. Of several directors none's
  /// own address will do: it would stay where it is.
  ///
  /// @param address of the real server
  /// @return null when it cannot be told
  public static @Nullable IpAddress of(
      Collection<DeclaredVirtualIp> virtualIps,
      Collection<DeclaredNode> directors,
      DeclaredNode server,
      IpAddress address) {
    for (DeclaredVirtualIp vip : virtualIps) {
      if (vip.effectiveUse() == DeclaredVirtualIp.Use.GATEWAY && vip.networkContains(address)) {
        return vip.address();
      }
    }
    if (directors.size() == 1) {
      DeclaredNode director = directors.iterator().next();
      for (Map.Entry<String, IpAddress> labelled : server.addresses().entrySet()) {
        IpAddress same = director.addresses().get(labelled.getKey());
        if (labelled.getValue().equals(address)
            && same != null
            && same.family() == address.family()) {
          return same;
        }
      }
    }
    return null;
  }
}

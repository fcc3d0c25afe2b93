package io.lvsfleet.agent.core.port;

import io.lvsfleet.model.Finding;
import io.lvsfleet.model.KernelState;
import java.util.SortedSet;

/// Other people's packet filters in one network namespace. They are read and never touched.
public interface Firewall {

  /// Where they drop packets that the virtual services of this state need, and where that cannot be
  /// told. Cheap as long as neither the rules nor the state changed.
  ///
  /// @param wanted with the marking rules of services by firewall mark, and with the kernel
  ///   parameters that decide how connections are tracked
  SortedSet<Finding> findings(KernelState wanted) throws KernelException;
}

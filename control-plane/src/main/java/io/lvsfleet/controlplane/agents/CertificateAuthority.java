package io.lvsfleet.controlplane.agents;

import io.lvsfleet.model.NodeId;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.List;

/// Issues certificates to agents.
public interface CertificateAuthority {

  X509Certificate certificate();

  /// A client certificate whose URI name is that of [io.lvsfleet.wire.Identities#agentUri].
  ///
  /// @return leaf first, then the authority
  List<X509Certificate> issueAgent(NodeId node, PublicKey key);
}

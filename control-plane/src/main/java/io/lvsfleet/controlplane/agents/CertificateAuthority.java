package io.lvsfleet.controlplane.agents;

import io.lvsfleet.model.NodeId;
import io.lvsfleet.wire.Identities;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.List;

/// Issues certificates to agents.
public interface CertificateAuthority {

  X509Certificate certificate();

  /// A client certificate whose URI name is [#agentUri].
  ///
  /// @return leaf first, then the authority
  List<X509Certificate> issueAgent(NodeId node, PublicKey key);

  /// The subject alternative name of an agent's certificate.
  static String agentUri(NodeId node) {
    return Identities.agentUri(node);
  }
}

package io.lvsfleet.wire;

import io.lvsfleet.model.Name;
import io.lvsfleet.model.NodeId;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// How certificates name the two programs.
public final class Identities {

  /// The one DNS name in the control plane's certificate: agents verify it, whatever address they
  /// dial, so that the certificate survives a move of the control plane.
  public static final String SERVER_NAME = "control-plane.lvs-fleet.internal";

  private static final String AGENT_PREFIX = "urn:lvs-fleet:agent:";

  /// RFC 5280 section 4.2.1.6: the choice uniformResourceIdentifier of GeneralName.
  private static final int URI = 6;

  /// The choice dNSName.
  private static final int DNS = 2;

  private Identities() {}

  /// The URI name in an agent's certificate.
  public static String agentUri(NodeId node) {
    return AGENT_PREFIX + node;
  }

  /// The node a certificate was issued to; empty unless exactly one URI name says so.
  public static Optional<NodeId> agent(X509Certificate certificate) {
    List<String> uris = names(certificate, URI);
    if (uris.size() != 1 || !uris.getFirst().startsWith(AGENT_PREFIX)) {
      return Optional.empty();
    }
    String name = uris.getFirst().substring(AGENT_PREFIX.length());
    return Name.isValid(name) ? Optional.of(new NodeId(name)) : Optional.empty();
  }

  /// Whether a certificate is one of a control plane.
  public static boolean isControlPlane(X509Certificate certificate) {
    return names(certificate, DNS).contains(SERVER_NAME);
  }

  private static List<String> names(X509Certificate certificate, int choice) {
    try {
      Collection<List<?>> names = certificate.getSubjectAlternativeNames();
      return names == null
          ? List.of()
          : names.stream()
              .filter(name -> name.get(0) instanceof Integer type && type == choice)
              .map(name -> String.valueOf(name.get(1)))
              .toList();
    } catch (CertificateParsingException e) {
      return List.of(); // what cannot be read names nobody
    }
  }
}

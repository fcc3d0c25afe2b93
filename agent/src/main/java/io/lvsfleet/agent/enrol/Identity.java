package io.lvsfleet.agent.enrol;

import io.lvsfleet.agent.session.Channels;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.wire.Identities;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLContext;

/// An agent's key and certificates that belong together.
///
/// @param chain leaf first
/// @param authority the only one whose certificates the agent trusts
public record Identity(
    NodeId node, PrivateKey key, List<X509Certificate> chain, X509Certificate authority) {

  public Identity {
    chain = List.copyOf(chain);
  }

  /// Puts the parts together.
  ///
  /// @throws GeneralSecurityException when they do not belong together; it says which do not
  public static Identity of(PrivateKey key, List<X509Certificate> chain, X509Certificate authority)
      throws GeneralSecurityException {
    if (chain.isEmpty()) {
      throw new GeneralSecurityException("there is no certificate");
    }
    X509Certificate leaf = chain.getFirst();
    leaf.verify(authority.getPublicKey());
    byte[] sample = {1, 2, 3};
    Signature signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign(key);
    signature.update(sample);
    byte[] signed = signature.sign();
    signature.initVerify(leaf.getPublicKey());
    signature.update(sample);
    if (!signature.verify(signed)) {
      throw new GeneralSecurityException("the key is not the certificate's");
    }
    NodeId node =
        Identities.agent(leaf)
            .orElseThrow(
                () -> new GeneralSecurityException("the certificate is not an agent's: no node"));
    return new Identity(node, key, chain, authority);
  }

  /// TLS with this certificate, trusting this authority and nobody else.
  public SSLContext tls() {
    try {
      return Channels.tls(Channels.own(key, chain), Channels.trust(authority));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the JDK cannot use the identity of " + node, e);
    }
  }
}

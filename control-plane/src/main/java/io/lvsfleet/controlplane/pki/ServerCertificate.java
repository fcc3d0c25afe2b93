package io.lvsfleet.controlplane.pki;

import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/// What the agents' port and the API show of themselves.
///
/// @param chain leaf first, then the authority
/// @param keyFile the same key as PKCS#8 PEM
/// @param chainFile the same chain as PEM
public record ServerCertificate(
    PrivateKey key, List<X509Certificate> chain, Path keyFile, Path chainFile) {

  public ServerCertificate {
    chain = List.copyOf(chain);
  }

  /// Never shows the key.
  @Override
  public String toString() {
    return "server certificate in " + chainFile;
  }
}

package io.lvsfleet.agent.enrol;

import io.lvsfleet.agent.session.Channels;
import io.lvsfleet.wire.Identities;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/// Trusts a control plane of which nothing is known but its authority's hash: the authority has to
/// be in the chain it shows, have that hash, and have signed the control plane's certificate.
final class PinnedTrust extends X509ExtendedTrustManager {

  private final CaHash pin;

  PinnedTrust(CaHash pin) {
    this.pin = pin;
  }

  /// The control plane is not the one that was meant.
  static final class NotPinned extends CertificateException {
    NotPinned(String message) {
      super(message);
    }
  }

  private void check(X509Certificate[] chain, String authType) throws CertificateException {
    X509Certificate authority = null;
    for (X509Certificate one : chain) {
      if (CaHash.of(one.getPublicKey()).equals(pin)) {
        authority = one;
      }
    }
    if (authority == null) {
      throw new NotPinned(
          "the authority of this control plane has "
              + CaHash.of(chain[chain.length - 1].getPublicKey())
              + ", expected "
              + pin);
    }
    if (authority.getBasicConstraints() < 0) {
      throw new NotPinned("the certificate with " + pin + " is not an authority's");
    }
    if (!Identities.isControlPlane(chain[0])) {
      throw new NotPinned("the server's certificate is not one for " + Identities.SERVER_NAME);
    }
    try {
      for (var trusted : Channels.trust(authority)) {
        ((X509ExtendedTrustManager) trusted).checkServerTrusted(chain, authType);
      }
    } catch (CertificateException e) {
      throw e;
    } catch (GeneralSecurityException e) {
      throw new CertificateException("cannot verify the chain", e);
    }
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    check(chain, authType);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    check(chain, authType);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    check(chain, authType);
  }

  private static CertificateException noServer() {
    return new CertificateException("an agent is no server");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    throw noServer();
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    throw noServer();
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    throw noServer();
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[0];
  }
}

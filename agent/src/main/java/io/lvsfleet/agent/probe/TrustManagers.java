package io.lvsfleet.agent.probe;

import io.lvsfleet.model.ClientTls.Trust;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/// Whom a probe believes.
final class TrustManagers {

  private TrustManagers() {}

  static TrustManager of(Trust trust) throws GeneralSecurityException, IOException {
    return switch (trust) {
      case Trust.Anybody() -> ANYBODY;
      case Trust.System() -> checking(null);
      case Trust.Authorities(String pem) -> {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        List<? extends Certificate> certificates = PemFiles.certificates(pem);
        for (int i = 0; i < certificates.size(); i++) {
          store.setCertificateEntry("authority" + i, certificates.get(i));
        }
        yield checking(store);
      }
    };
  }

  /// @param store null for the platform's own
  @SuppressWarnings("NullAway") // the platform's method takes null for its own store
  private static TrustManager checking(@Nullable KeyStore store) throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory.getTrustManagers()[0];
  }

  /// Extended, because of a plain one the platform still compares names.
  private static final X509ExtendedTrustManager ANYBODY =
      new X509ExtendedTrustManager() {
        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {
          throw new UnsupportedOperationException("a probe is no server");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {
          throw new UnsupportedOperationException("a probe is no server");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
          throw new UnsupportedOperationException("a probe is no server");
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
          return new X509Certificate[0];
        }
      };
}

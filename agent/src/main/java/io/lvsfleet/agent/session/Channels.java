package io.lvsfleet.agent.session;

import io.grpc.ManagedChannel;
import io.grpc.okhttp.OkHttpChannelBuilder;
import io.lvsfleet.wire.Identities;
import io.lvsfleet.wire.Limits;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/// TLS connections to the control plane.
public final class Channels {

  /// The transport's own default stops at TLS 1.2.
  private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

  private static final String[] CIPHERS = {
    "TLS_AES_128_GCM_SHA256",
    "TLS_AES_256_GCM_SHA384",
    "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
    "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
  };

  // Together: a dead peer is noticed within 30 s.
  private static final int KEEPALIVE_SECONDS = 20;
  private static final int KEEPALIVE_PATIENCE_SECONDS = 9;

  private Channels() {}

  /// A channel that connects when it is used.
  ///
  /// @param executor where calls report
  public static ManagedChannel open(Target target, SSLContext tls, Executor executor) {
    return OkHttpChannelBuilder.forAddress(target.host(), target.port())
        .overrideAuthority(Identities.SERVER_NAME)
        .sslSocketFactory(tls.getSocketFactory())
        .tlsConnectionSpec(PROTOCOLS, CIPHERS)
        // A proxy of the environment is for people, not for the way to the own control plane.
        .proxyDetector(address -> null)
        .maxInboundMessageSize(Limits.MAX_MESSAGE_BYTES)
        .keepAliveTime(KEEPALIVE_SECONDS, TimeUnit.SECONDS)
        .keepAliveTimeout(KEEPALIVE_PATIENCE_SECONDS, TimeUnit.SECONDS)
        .keepAliveWithoutCalls(true)
        .disableRetry() // a session that ends is opened anew, with all that is true then
        .executor(executor)
        .build();
  }

  /// The managers that show this certificate.
  ///
  /// @param chain leaf first
  public static KeyManager[] own(PrivateKey key, List<X509Certificate> chain)
      throws GeneralSecurityException {
    char[] none = new char[0];
    KeyStore store = emptyStore();
    store.setKeyEntry("agent", key, none, chain.toArray(X509Certificate[]::new));
    KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
    factory.init(store, none);
    return factory.getKeyManagers();
  }

  public static SSLContext tls(KeyManager[] own, TrustManager[] trusted)
      throws GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(own, trusted, null);
    return context;
  }

  /// Accepts what this authority has signed.
  public static TrustManager[] trust(X509Certificate authority) throws GeneralSecurityException {
    KeyStore store = emptyStore();
    store.setCertificateEntry("authority", authority);
    TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
    factory.init(store);
    return factory.getTrustManagers();
  }

  private static KeyStore emptyStore() throws GeneralSecurityException {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, new char[0]);
      return store;
    } catch (IOException e) {
      throw new GeneralSecurityException("an empty key store in memory failed to load", e);
    }
  }
}

package io.lvsfleet.wire;

import io.lvsfleet.model.NodeId;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;

/// A throw-away authority for tests over real TLS.
public final class TestPki {

  private static final AtomicLong SERIAL = new AtomicLong(1);

  private final KeyPair key = keyPair();
  private final X509Certificate certificate;

  public TestPki(String name) {
    this.certificate = certificate(name, key.getPublic(), name, null, null);
  }

  public static KeyPair keyPair() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private X509Certificate certificate(
      String subject,
      PublicKey of,
      String issuer,
      @Nullable GeneralName name,
      @Nullable KeyPurposeId purpose) {
    try {
      Instant now = Instant.now();
      var builder =
          new JcaX509v3CertificateBuilder(
              new X500Name("CN=" + issuer),
              BigInteger.valueOf(SERIAL.getAndIncrement()),
              Date.from(now.minus(Duration.ofHours(1))),
              Date.from(now.plus(Duration.ofHours(1))),
              new X500Name("CN=" + subject),
              of);
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(name == null));
      if (name != null && purpose != null) {
        builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(name));
        builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purpose));
      }
      return new JcaX509CertificateConverter()
          .getCertificate(
              builder.build(
                  new JcaContentSignerBuilder("SHA256withECDSA").build(key.getPrivate())));
    } catch (OperatorCreationException | GeneralSecurityException | CertIOException e) {
      throw new AssertionError(e);
    }
  }

  private String issuer() {
    return certificate.getSubjectX500Principal().getName().substring("CN=".length());
  }

  public X509Certificate certificate() {
    return certificate;
  }

  public List<X509Certificate> issueAgent(NodeId node, PublicKey of) {
    return clientCertificate(Identities.agentUri(node), of);
  }

  List<X509Certificate> clientCertificate(String uri, PublicKey of) {
    return List.of(
        certificate(
            "agent",
            of,
            issuer(),
            new GeneralName(GeneralName.uniformResourceIdentifier, uri),
            KeyPurposeId.id_kp_clientAuth),
        certificate);
  }

  public KeyManager client(String uri) {
    KeyPair own = keyPair();
    return manager(own, clientCertificate(uri, own.getPublic()));
  }

  public KeyManager agent(String node) {
    return client(Identities.agentUri(new NodeId(node)));
  }

  public KeyManager server() {
    return server(Identities.SERVER_NAME);
  }

  public KeyManager server(String dnsName) {
    return server(dnsName, certificate);
  }

  /// A server that shows another authority's certificate beside its own.
  public KeyManager serverShowing(X509Certificate shown) {
    return server(Identities.SERVER_NAME, shown);
  }

  private KeyManager server(String dnsName, X509Certificate shown) {
    KeyPair own = keyPair();
    X509Certificate leaf =
        certificate(
            "server",
            own.getPublic(),
            issuer(),
            new GeneralName(GeneralName.dNSName, dnsName),
            KeyPurposeId.id_kp_serverAuth);
    return manager(own, List.of(leaf, shown));
  }

  private static KeyManager manager(KeyPair key, List<X509Certificate> chain) {
    try {
      char[] none = new char[0];
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, none);
      store.setKeyEntry("own", key.getPrivate(), none, chain.toArray(X509Certificate[]::new));
      KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
      factory.init(store, none);
      return factory.getKeyManagers()[0];
    } catch (GeneralSecurityException | IOException e) {
      throw new AssertionError(e);
    }
  }
}

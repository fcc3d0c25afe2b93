package io.lvsfleet.controlplane.fleet;

import io.lvsfleet.controlplane.agents.CertificateAuthority;
import io.lvsfleet.model.NodeId;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.KeyManager;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// A throw-away authority.
final class TestPki implements CertificateAuthority {

  private static final AtomicLong SERIAL = new AtomicLong(1);

  private final KeyPair key = keyPair();
  private final X509Certificate certificate;

  TestPki(String name) {
    this.certificate = certificate(name, key.getPublic(), name, null, null);
  }

  static KeyPair keyPair() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (java.security.GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private X509Certificate certificate(
      String subject,
      PublicKey of,
      String issuer,
      @org.jspecify.annotations.Nullable GeneralName name,
      @org.jspecify.annotations.Nullable KeyPurposeId purpose) {
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
    } catch (org.bouncycastle.operator.OperatorCreationException
        | java.security.cert.CertificateException
        | org.bouncycastle.cert.CertIOException e) {
      throw new AssertionError(e);
    }
  }

  private String issuer() {
    return certificate.getSubjectX500Principal().getName().substring("CN=".length());
  }

  @Override
  public X509Certificate certificate() {
    return certificate;
  }

  @Override
  public List<X509Certificate> issueAgent(NodeId node, PublicKey of) {
    return clientCertificate(CertificateAuthority.agentUri(node), of);
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

  KeyManager client(String uri) {
    KeyPair own = keyPair();
    return manager(own, clientCertificate(uri, own.getPublic()));
  }

  KeyManager agent(String node) {
    return client(CertificateAuthority.agentUri(new NodeId(node)));
  }

  KeyManager server() {
    KeyPair own = keyPair();
    return manager(
        own,
        List.of(
            certificate(
                "server",
                own.getPublic(),
                issuer(),
                new GeneralName(GeneralName.dNSName, AgentServer.SERVER_NAME),
                KeyPurposeId.id_kp_serverAuth),
            certificate));
  }

  private static KeyManager manager(KeyPair key, List<X509Certificate> chain) {
    try {
      return AgentServer.keyManager(key.getPrivate(), chain);
    } catch (java.security.GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }
}

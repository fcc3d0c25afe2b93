package io.lvsfleet.controlplane.pki;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// Builds X.509 certificates (RFC 5280) over EC P-256 keys.
final class CertificateMaker {

  private static final String SIGNATURE = "SHA256withECDSA";
  private static final SecureRandom RANDOM = new SecureRandom();

  /// RFC 5280 section 4.1.2.2: unique per issuer, positive, at most 20 bytes. Random ones need no
  /// memory.
  private static final int SERIAL_BITS = 128;

  /// Hosts whose clock is a little behind must not refuse a fresh certificate.
  private static final Duration CLOCK_SKEW = Duration.ofMinutes(5);

  private CertificateMaker() {}

  static KeyPair newKey() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"), RANDOM);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new PkiException("an EC P-256 key cannot be made: " + e.getMessage(), e);
    }
  }

  static X509Certificate authority(X500Principal name, KeyPair key, Instant now, Duration life) {
    try {
      JcaX509v3CertificateBuilder builder =
          builder(name, now, now.plus(life), name, key.getPublic());
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
      builder.addExtension(
          Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
      builder.addExtension(
          Extension.subjectKeyIdentifier,
          false,
          new JcaX509ExtensionUtils().createSubjectKeyIdentifier(key.getPublic()));
      return sign(builder, key.getPrivate());
    } catch (IOException | GeneralSecurityException e) {
      throw new PkiException("the authority's certificate cannot be made: " + e.getMessage(), e);
    }
  }

  /// Never outlives its issuer.
  static X509Certificate leaf(
      X509Certificate issuer,
      PrivateKey issuerKey,
      Leaf leaf,
      PublicKey key,
      Instant now,
      Duration life) {
    try {
      Instant issuerEnd = issuer.getNotAfter().toInstant();
      Instant end = now.plus(life).isBefore(issuerEnd) ? now.plus(life) : issuerEnd;
      JcaX509v3CertificateBuilder builder =
          builder(
              issuer.getSubjectX500Principal(),
              now,
              end,
              new X500Principal("CN=" + leaf.commonName()),
              key);
      JcaX509ExtensionUtils identifiers = new JcaX509ExtensionUtils();
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
      builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
      builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(leaf.purpose()));
      builder.addExtension(Extension.subjectAlternativeName, false, leaf.names());
      builder.addExtension(
          Extension.subjectKeyIdentifier, false, identifiers.createSubjectKeyIdentifier(key));
      builder.addExtension(
          Extension.authorityKeyIdentifier,
          false,
          identifiers.createAuthorityKeyIdentifier(issuer.getPublicKey()));
      return sign(builder, issuerKey);
    } catch (IOException | GeneralSecurityException e) {
      throw new PkiException(
          "a certificate for %s cannot be made: %s".formatted(leaf.commonName(), e.getMessage()),
          e);
    }
  }

  /// Whom a certificate is for, and for what.
  record Leaf(String commonName, KeyPurposeId purpose, GeneralNames names) {}

  private static JcaX509v3CertificateBuilder builder(
      X500Principal issuer, Instant now, Instant end, X500Principal subject, PublicKey key) {
    return new JcaX509v3CertificateBuilder(
        issuer,
        new BigInteger(SERIAL_BITS, RANDOM).setBit(SERIAL_BITS - 1),
        Date.from(now.minus(CLOCK_SKEW)),
        Date.from(end),
        subject,
        key);
  }

  private static X509Certificate sign(JcaX509v3CertificateBuilder builder, PrivateKey key)
      throws GeneralSecurityException {
    try {
      return new JcaX509CertificateConverter()
          .getCertificate(builder.build(new JcaContentSignerBuilder(SIGNATURE).build(key)));
    } catch (OperatorCreationException e) {
      throw new GeneralSecurityException(e.getMessage(), e);
    }
  }
}

package io.lvsfleet.controlplane.pki;

import io.lvsfleet.controlplane.state.StateFiles;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/// Keys and certificates in the textual encoding of RFC 7468.
public final class Pem {

  private static final Base64.Encoder ENCODER =
      Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));

  private static final String KEY = "PRIVATE KEY";

  private Pem() {}

  public static String of(X509Certificate certificate) {
    try {
      return encode("CERTIFICATE", certificate.getEncoded());
    } catch (CertificateEncodingException e) {
      throw new PkiException("a certificate cannot be encoded: " + e.getMessage(), e);
    }
  }

  public static String of(List<X509Certificate> chain) {
    StringBuilder text = new StringBuilder();
    chain.forEach(certificate -> text.append(of(certificate)));
    return text.toString();
  }

  static void writeKey(Path file, PrivateKey key) throws IOException {
    StateFiles.writePrivately(file, encode(KEY, key.getEncoded()));
  }

  static PrivateKey readKey(Path file) throws IOException {
    String text = Files.readString(file);
    String base64 =
        text.replace("-----BEGIN " + KEY + "-----", "").replace("-----END " + KEY + "-----", "");
    try {
      byte[] encoded = Base64.getMimeDecoder().decode(base64);
      return KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(encoded));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new PkiException(file + ": not an EC private key in PKCS#8 PEM: " + e.getMessage(), e);
    }
  }

  static List<X509Certificate> readCertificates(Path file) throws IOException {
    try {
      List<X509Certificate> chain = new ArrayList<>();
      for (var certificate :
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(Files.readAllBytes(file)))) {
        chain.add((X509Certificate) certificate);
      }
      if (chain.isEmpty()) {
        throw new PkiException(file + ": holds no certificate");
      }
      return List.copyOf(chain);
    } catch (GeneralSecurityException e) {
      throw new PkiException(file + ": not a PEM certificate: " + e.getMessage(), e);
    }
  }

  private static String encode(String label, byte[] der) {
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(label, ENCODER.encodeToString(der), label);
  }
}

package io.lvsfleet.controlplane.pki;

import io.lvsfleet.controlplane.agents.CertificateAuthority;
import io.lvsfleet.controlplane.state.StateFiles;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.wire.Identities;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.SignatureException;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;

/// An authority whose key is a file that only its owner can read.
///
/// It is made at first use, key and certificate together or not at all.
public final class FileCertificateAuthority implements CertificateAuthority {

  static final Duration AUTHORITY_LIFE = Duration.ofDays(3652);
  static final Duration AGENT_LIFE = Duration.ofDays(30);

  /// A server certificate is looked at when the program starts: what is left then must last for as
  /// long as one may run.
  static final Duration SERVER_LIFE = Duration.ofDays(825);

  static final Duration SERVER_RENEWAL = Duration.ofDays(400);

  private final Path directory;
  private final PrivateKey key;
  private final X509Certificate certificate;
  private final InstantSource clock;

  private FileCertificateAuthority(
      Path directory, PrivateKey key, X509Certificate certificate, InstantSource clock) {
    this.directory = directory;
    this.key = key;
    this.certificate = certificate;
    this.clock = clock;
  }

  /// @throws PkiException naming the file that is missing or wrong
  public static FileCertificateAuthority open(Path directory, InstantSource clock) {
    try {
      if (!Files.exists(directory)) {
        create(directory, clock.instant());
      }
      Path keyFile = required(directory.resolve("ca.key"));
      Path certificateFile = required(directory.resolve("ca.crt"));
      PrivateKey key = Pem.readKey(keyFile);
      X509Certificate certificate = Pem.readCertificates(certificateFile).getFirst();
      requirePair(key, certificate, directory);
      return new FileCertificateAuthority(directory, key, certificate, clock);
    } catch (IOException e) {
      throw new PkiException(directory + ": the authority cannot be opened: " + e, e);
    }
  }

  @Override
  public X509Certificate certificate() {
    return certificate;
  }

  /// What agents pin: SHA-256 over the SubjectPublicKeyInfo, in lower-case hex. It stays the same
  /// when the authority's certificate is made anew over the same key.
  public String caHash() {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(certificate.getPublicKey().getEncoded()));
    } catch (NoSuchAlgorithmException e) {
      throw new PkiException("every JDK has SHA-256", e);
    }
  }

  public Path certificateFile() {
    return directory.resolve("ca.crt");
  }

  @Override
  public List<X509Certificate> issueAgent(NodeId node, PublicKey agentKey) {
    requireP256(agentKey);
    GeneralNames names =
        new GeneralNames(
            new GeneralName(GeneralName.uniformResourceIdentifier, Identities.agentUri(node)));
    return List.of(
        CertificateMaker.leaf(
            certificate,
            key,
            new CertificateMaker.Leaf(node.name(), KeyPurposeId.id_kp_clientAuth, names),
            agentKey,
            clock.instant(),
            AGENT_LIFE),
        certificate);
  }

  /// The server's certificate, made anew when there is none, its end is near, or its names are not
  /// these.
  public ServerCertificate serverCertificate(ServerNames names) {
    Path keyFile = directory.resolve("server.key");
    Path chainFile = directory.resolve("server.crt");
    try {
      if (!isCurrent(keyFile, chainFile, names)) {
        KeyPair pair = CertificateMaker.newKey();
        X509Certificate leaf =
            CertificateMaker.leaf(
                certificate,
                key,
                new CertificateMaker.Leaf(
                    Identities.SERVER_NAME, KeyPurposeId.id_kp_serverAuth, names.encoded()),
                pair.getPublic(),
                clock.instant(),
                SERVER_LIFE);
        // Only a pair counts (see isCurrent): a crash in between makes another one at next start.
        Pem.writeKey(keyFile, pair.getPrivate());
        StateFiles.writePrivately(chainFile, Pem.of(List.of(leaf, certificate)));
      }
      return new ServerCertificate(
          Pem.readKey(keyFile), Pem.readCertificates(chainFile), keyFile, chainFile);
    } catch (IOException e) {
      throw new PkiException(chainFile + ": the server's certificate cannot be made: " + e, e);
    }
  }

  private boolean isCurrent(Path keyFile, Path chainFile, ServerNames names) throws IOException {
    if (!Files.exists(keyFile) || !Files.exists(chainFile)) {
      return false;
    }
    X509Certificate leaf = Pem.readCertificates(chainFile).getFirst();
    try {
      leaf.verify(certificate.getPublicKey());
      return isPair(Pem.readKey(keyFile), leaf.getPublicKey())
          && ServerNames.of(leaf).equals(names)
          && clock.instant().plus(SERVER_RENEWAL).isBefore(leaf.getNotAfter().toInstant());
    } catch (GeneralSecurityException _) {
      // Of another authority, or damaged: a new one replaces it.
      return false;
    }
  }

  private static void create(Path directory, Instant now) throws IOException {
    KeyPair pair = CertificateMaker.newKey();
    // A host may trust several control planes: their authorities' names differ.
    String number = HexFormat.of().toHexDigits(new SecureRandom().nextInt());
    X509Certificate certificate =
        CertificateMaker.authority(
            new X500Principal("CN=lvs-fleet authority " + number), pair, now, AUTHORITY_LIFE);
    Path creating = directory.resolveSibling(directory.getFileName() + ".creating");
    StateFiles.deleteTree(creating);
    StateFiles.privateDirectory(creating);
    Pem.writeKey(creating.resolve("ca.key"), pair.getPrivate());
    StateFiles.writePrivately(creating.resolve("ca.crt"), Pem.of(certificate));
    StateFiles.moveDurably(creating, directory);
  }

  /// Agents trust this authority alone: a new one must never come about by accident.
  private static Path required(Path file) {
    if (!Files.exists(file)) {
      throw new PkiException(file + ": missing; put it back from a backup");
    }
    return file;
  }

  private static void requirePair(PrivateKey key, X509Certificate certificate, Path directory) {
    if (!isPair(key, certificate.getPublicKey())) {
      throw new PkiException(directory + ": ca.key is not the key of ca.crt");
    }
  }

  private static boolean isPair(PrivateKey privateKey, PublicKey publicKey) {
    try {
      byte[] probe = publicKey.getEncoded();
      Signature signature = Signature.getInstance("SHA256withECDSA");
      signature.initSign(privateKey);
      signature.update(probe);
      byte[] signed = signature.sign();
      signature.initVerify(publicKey);
      signature.update(probe);
      return signature.verify(signed);
    } catch (InvalidKeyException | SignatureException _) {
      return false;
    } catch (NoSuchAlgorithmException e) {
      throw new PkiException("every JDK has SHA256withECDSA", e);
    }
  }

  private static void requireP256(PublicKey key) {
    if (key instanceof ECPublicKey ec) {
      ECParameterSpec p256 = p256();
      if (ec.getParams().getCurve().equals(p256.getCurve())
          && ec.getParams().getGenerator().equals(p256.getGenerator())
          && ec.getParams().getOrder().equals(p256.getOrder())) {
        return;
      }
    }
    throw new IllegalArgumentException(
        key.getAlgorithm() + " key: an agent's key is an EC key on P-256");
  }

  private static ECParameterSpec p256() {
    try {
      AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
      parameters.init(new ECGenParameterSpec("secp256r1"));
      return parameters.getParameterSpec(ECParameterSpec.class);
    } catch (GeneralSecurityException e) {
      throw new PkiException("every JDK has EC P-256", e);
    }
  }
}

package io.lvsfleet.agent.enrol;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;

/// Key and certificates as PEM files in `STATE/identity`, which only their owner can read.
public final class IdentityStore {

  private static final String KEY = "key.pem";
  private static final String CHAIN = "chain.pem";
  private static final String AUTHORITY = "authority.pem";

  private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY_FILE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
  private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY_DIRECTORY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private final Path directory;

  public IdentityStore(Path stateDirectory) {
    this.directory = stateDirectory.resolve("identity");
  }

  public Path directory() {
    return directory;
  }

  /// Whether there is an identity, or what is left of one.
  public boolean exists() {
    return Files.exists(directory.resolve(KEY)) || Files.exists(directory.resolve(CHAIN));
  }

  /// Makes the directory, so that a missing right shows before a token is used up.
  public void prepare() throws IOException {
    Files.createDirectories(directory, OWNER_ONLY_DIRECTORY);
    if (!Files.isWritable(directory)) {
      throw new IOException(directory + " is not writable");
    }
  }

  /// Each file is replaced at once; the key comes first, because a key without certificate is
  /// harmless and a certificate without key useless.
  public void store(Identity identity) throws IOException {
    prepare();
    write(KEY, pem("PRIVATE KEY", identity.key().getEncoded()));
    try {
      write(AUTHORITY, pem("CERTIFICATE", identity.authority().getEncoded()));
      StringBuilder chain = new StringBuilder();
      for (X509Certificate certificate : identity.chain()) {
        chain.append(pem("CERTIFICATE", certificate.getEncoded()));
      }
      write(CHAIN, chain.toString());
    } catch (CertificateEncodingException e) {
      throw new IOException("a certificate has no encoding", e);
    }
  }

  /// Reads what was stored.
  ///
  /// @throws IOException that names the file when one is missing, unreadable or does not fit
  public Identity load() throws IOException {
    List<X509Certificate> authority = certificates(AUTHORITY);
    PrivateKey key = key();
    try {
      return Identity.of(key, certificates(CHAIN), authority.getFirst());
    } catch (GeneralSecurityException e) {
      throw new IOException(
          directory + ": " + e.getMessage() + "; `lvs-agent enrol --force` makes a new identity",
          e);
    }
  }

  private PrivateKey key() throws IOException {
    Path file = directory.resolve(KEY);
    String body = Files.readString(file).replaceAll("-----[A-Z ]+-----", "").replaceAll("\\s", "");
    try {
      byte[] encoded = Base64.getDecoder().decode(body);
      return KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(encoded));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new IOException(file + " is not an EC key in PKCS#8 PEM", e);
    }
  }

  private List<X509Certificate> certificates(String name) throws IOException {
    Path file = directory.resolve(name);
    List<X509Certificate> certificates = new ArrayList<>();
    try {
      byte[] text = Files.readAllBytes(file);
      for (Certificate one :
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(text))) {
        certificates.add((X509Certificate) one);
      }
    } catch (GeneralSecurityException e) {
      throw new IOException(file + " does not hold certificates in PEM", e);
    }
    if (certificates.isEmpty()) {
      throw new IOException(file + " holds no certificate");
    }
    return certificates;
  }

  private static String pem(String type, byte[] content) {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
    return "-----BEGIN " + type + "-----\n" + body + "\n-----END " + type + "-----\n";
  }

  private void write(String name, String text) throws IOException {
    Path temporary = Files.createTempFile(directory, name, ".new", OWNER_ONLY_FILE);
    try (FileChannel file = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
      while (bytes.hasRemaining()) {
        file.write(bytes);
      }
      file.force(true);
    }
    Files.move(temporary, directory.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    try (FileChannel parent = FileChannel.open(directory, StandardOpenOption.READ)) {
      parent.force(true); // the new name too survives a power cut
    }
  }
}

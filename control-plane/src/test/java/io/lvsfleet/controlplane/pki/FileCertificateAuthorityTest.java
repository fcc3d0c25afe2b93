package io.lvsfleet.controlplane.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lvsfleet.model.NodeId;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileCertificateAuthorityTest {

  private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
  private static final NodeId NODE = new NodeId("director-1");
  private static final ServerNames NAMES = ServerNames.with(List.of());

  @TempDir Path state;

  private Instant now = START;

  @Test
  void anAgentsChainIsValidForTheJdkForItsWholeLifeAndNotAfterwards() throws Exception {
    FileCertificateAuthority authority = open();
    List<X509Certificate> chain = authority.issueAgent(NODE, newKey("secp256r1").getPublic());

    validate(authority, chain, START);
    validate(authority, chain, START.plus(Duration.ofDays(30)).minusSeconds(1));
    assertThatThrownBy(() -> validate(authority, chain, START.plus(Duration.ofDays(31))))
        .isInstanceOf(CertPathValidatorException.class);
    FileCertificateAuthority other =
        FileCertificateAuthority.open(state.resolve("other"), () -> now);
    assertThatThrownBy(() -> validate(other, chain, START))
        .isInstanceOf(CertPathValidatorException.class);
  }

  @Test
  void anAgentsCertificateNamesItsNodeAndIsForClientsOnly() throws Exception {
    KeyPair key = newKey("secp256r1");
    List<X509Certificate> chain = open().issueAgent(NODE, key.getPublic());
    X509Certificate leaf = chain.getFirst();

    assertThat(leaf.getPublicKey()).isEqualTo(key.getPublic());
    assertThat(leaf.getSubjectAlternativeNames())
        .containsExactly(List.of(6, "urn:lvs-fleet:agent:director-1"));
    assertThat(leaf.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.2");
    assertThat(leaf.getBasicConstraints()).isEqualTo(-1);
    assertThat(chain.getLast().getBasicConstraints()).isZero();
  }

  @Test
  void serialNumbersAreRandomAndHave128Bits() throws Exception {
    FileCertificateAuthority authority = open();
    KeyPair key = newKey("secp256r1");
    Set<BigInteger> serials = new TreeSet<>();
    for (int i = 0; i < 50; i++) {
      serials.add(authority.issueAgent(NODE, key.getPublic()).getFirst().getSerialNumber());
    }

    assertThat(serials).hasSize(50).allMatch(serial -> serial.bitLength() == 128);
  }

  @Test
  void keysThatAreNotOnP256AreRefused() throws Exception {
    FileCertificateAuthority authority = open();
    KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA");
    rsa.initialize(2048);

    assertThatThrownBy(() -> authority.issueAgent(NODE, rsa.generateKeyPair().getPublic()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("RSA key: an agent's key is an EC key on P-256");
    assertThatThrownBy(() -> authority.issueAgent(NODE, newKey("secp384r1").getPublic()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theHashIsSha256OverTheSubjectPublicKeyInfo() throws Exception {
    FileCertificateAuthority authority = open();

    assertThat(authority.caHash())
        .isEqualTo(
            HexFormat.of()
                .formatHex(
                    MessageDigest.getInstance("SHA-256")
                        .digest(authority.certificate().getPublicKey().getEncoded())))
        .hasSize(64);
  }

  @Test
  void theAuthorityIsMadeOnceAndItsKeyIsReadableByItsOwnerOnly() throws Exception {
    FileCertificateAuthority first = open();
    FileCertificateAuthority second = open();

    assertThat(second.certificate()).isEqualTo(first.certificate());
    assertThat(Pem.of(second.certificate())).isEqualTo(Files.readString(first.certificateFile()));
    assertThat(permissions(pki())).isEqualTo("rwx------");
    assertThat(permissions(pki().resolve("ca.key"))).isEqualTo("rw-------");
    assertThat(Duration.between(START, first.certificate().getNotAfter().toInstant()).toDays())
        .isBetween(3650L, 3653L);
  }

  @Test
  void aLostKeyOrOneOfAnotherAuthorityIsAnErrorNeverANewAuthority() throws Exception {
    open();
    Files.writeString(
        pki().resolve("ca.key"), "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
    assertThatThrownBy(this::open)
        .isInstanceOf(PkiException.class)
        .hasMessageContaining("ca.key: not an EC private key in PKCS#8 PEM");

    Pem.writeKey(pki().resolve("ca.key"), newKey("secp256r1").getPrivate());
    assertThatThrownBy(this::open)
        .isInstanceOf(PkiException.class)
        .hasMessageContaining("ca.key is not the key of ca.crt");

    Files.delete(pki().resolve("ca.key"));
    assertThatThrownBy(this::open)
        .isInstanceOf(PkiException.class)
        .hasMessageContaining("ca.key: missing; put it back from a backup");
  }

  @Test
  void theServersChainIsValidAndHasTheFixedAndTheConfiguredNames() throws Exception {
    FileCertificateAuthority authority = open();
    ServerCertificate server =
        authority.serverCertificate(
            ServerNames.with(List.of("lvs.example.org", "192.0.2.7", "fd00:0::1")));

    validate(authority, server.chain(), START);
    X509Certificate leaf = server.chain().getFirst();
    assertThat(leaf.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1");
    assertThat(ServerNames.of(leaf).names())
        .containsExactlyInAnyOrder(
            "control-plane.lvs-fleet.internal",
            "localhost",
            "127.0.0.1",
            "::1",
            "lvs.example.org",
            "192.0.2.7",
            "fd00::1");
    assertThat(permissions(server.keyFile())).isEqualTo("rw-------");
  }

  @Test
  void theServersCertificateIsKeptUntilItsEndIsNearOrItsNamesChange() throws Exception {
    X509Certificate first = open().serverCertificate(NAMES).chain().getFirst();

    now = START.plus(Duration.ofDays(400));
    assertThat(open().serverCertificate(NAMES).chain().getFirst()).isEqualTo(first);

    ServerNames more = ServerNames.with(List.of("lvs.example.org"));
    X509Certificate renamed = open().serverCertificate(more).chain().getFirst();
    assertThat(renamed).isNotEqualTo(first);

    now = now.plus(Duration.ofDays(430));
    X509Certificate renewed = open().serverCertificate(more).chain().getFirst();
    assertThat(renewed).isNotEqualTo(renamed);
    assertThat(renewed.getNotAfter()).isAfter(renamed.getNotAfter());
  }

  @Test
  void aServersKeyThatDoesNotFitItsCertificateIsReplacedWithIt() throws Exception {
    FileCertificateAuthority authority = open();
    ServerCertificate first = authority.serverCertificate(NAMES);
    Pem.writeKey(first.keyFile(), newKey("secp256r1").getPrivate());

    ServerCertificate second = authority.serverCertificate(NAMES);
    assertThat(second.chain().getFirst()).isNotEqualTo(first.chain().getFirst());
  }

  @Test
  void noLeafOutlivesTheAuthority() throws Exception {
    FileCertificateAuthority authority = open();
    now = START.plus(Duration.ofDays(3640));

    X509Certificate leaf = authority.issueAgent(NODE, newKey("secp256r1").getPublic()).getFirst();
    assertThat(leaf.getNotAfter()).isEqualTo(authority.certificate().getNotAfter());
  }

  @Test
  void aNameThatIsNoneIsRefused() {
    assertThatThrownBy(() -> ServerNames.with(List.of("lvs.example.org", "not a name")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("\"not a name\" is neither a DNS name nor an IPv4 or IPv6 address");
  }

  private FileCertificateAuthority open() {
    InstantSource clock = () -> now;
    return FileCertificateAuthority.open(pki(), clock);
  }

  private Path pki() {
    return state.resolve("pki");
  }

  private static KeyPair newKey(String curve) throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec(curve));
    return generator.generateKeyPair();
  }

  private static String permissions(Path path) throws Exception {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  private static void validate(
      FileCertificateAuthority authority, List<X509Certificate> chain, Instant at)
      throws Exception {
    PKIXParameters parameters =
        new PKIXParameters(Set.of(new TrustAnchor(authority.certificate(), null)));
    parameters.setRevocationEnabled(false);
    parameters.setDate(Date.from(at));
    CertPathValidator.getInstance("PKIX")
        .validate(
            CertificateFactory.getInstance("X.509")
                .generateCertPath(chain.subList(0, chain.size() - 1)),
            parameters);
  }
}

package io.lvsfleet.agent.enrol;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.lvsfleet.agent.session.FakeControlPlane;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.protocol.v1.SessionProto.EnrolRequest;
import io.lvsfleet.protocol.v1.SessionProto.EnrolResponse;
import io.lvsfleet.wire.TestPki;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.spec.X509EncodedKeySpec;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class EnrolCommandTest {

  private static final String TOKEN = "k3y.s3cret";

  private final TestPki authority = new TestPki("authority");
  private final FakeControlPlane controlPlane =
      new FakeControlPlane(authority, authority.server(), 0);
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @TempDir private Path directory = Path.of("");

  @AfterEach
  void stop() throws Exception {
    controlPlane.close();
  }

  private Path state() {
    return directory.resolve("state");
  }

  private int enrol(String target, String hash, String... more) {
    var in = new ByteArrayInputStream((TOKEN + "\n").getBytes(StandardCharsets.UTF_8));
    CommandLine command =
        new CommandLine(
            new EnrolCommand(
                in,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8)));
    List<String> words =
        new java.util.ArrayList<>(
            List.of(
                "--control-plane",
                target,
                "--token-file",
                "-",
                "--ca-hash",
                hash,
                "--state-dir",
                state().toString()));
    words.addAll(List.of(more));
    return command.execute(words.toArray(String[]::new));
  }

  private String errors() {
    return err.toString(StandardCharsets.UTF_8);
  }

  private String target() {
    return controlPlane.target().toString();
  }

  private String hash() {
    return CaHash.of(authority.certificate().getPublicKey()).text();
  }

  private EnrolResponse answer(EnrolRequest request) {
    try {
      PublicKey key =
          KeyFactory.getInstance("EC")
              .generatePublic(new X509EncodedKeySpec(request.getPublicKey().toByteArray()));
      Signature proof = Signature.getInstance("SHA256withECDSA");
      proof.initVerify(key);
      proof.update(TOKEN.getBytes(StandardCharsets.UTF_8));
      proof.update(request.getPublicKey().toByteArray());
      assertThat(request.getToken()).isEqualTo(TOKEN);
      assertThat(proof.verify(request.getProof().toByteArray())).isTrue();
      EnrolResponse.Builder response =
          EnrolResponse.newBuilder()
              .setNode("web7")
              .setAuthority(ByteString.copyFrom(authority.certificate().getEncoded()));
      for (X509Certificate one : authority.issueAgent(new NodeId("web7"), key)) {
        response.addCertificateChain(ByteString.copyFrom(one.getEncoded()));
      }
      return response.build();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aTokenBecomesAnIdentityOnlyTheOwnerCanRead() throws Exception {
    controlPlane.enrolling(this::answer);
    assertThat(enrol(target(), hash())).as("%s", err).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("web7\n");

    IdentityStore store = new IdentityStore(state());
    assertThat(store.load().node()).isEqualTo(new NodeId("web7"));
    assertThat(store.load().tls()).isNotNull();
    assertThat(Files.getPosixFilePermissions(store.directory()))
        .isEqualTo(PosixFilePermissions.fromString("rwx------"));
    try (var files = Files.list(store.directory())) {
      assertThat(files)
          .hasSize(3)
          .allSatisfy(file ->
              assertThat(Files.getPosixFilePermissions(file))
                  .isEqualTo(PosixFilePermissions.fromString("rw-------")));
    }
  }

  @Test
  void anIdentityIsReplacedOnlyByForce() throws Exception {
    controlPlane.enrolling(this::answer);
    assertThat(enrol(target(), hash())).isZero();
    var key = new IdentityStore(state()).load().key();
    assertThat(enrol(target(), hash())).isEqualTo(1);
    assertThat(errors()).contains("--force");
    assertThat(new IdentityStore(state()).load().key()).isEqualTo(key);
    assertThat(enrol(target(), hash(), "--force")).isZero();
    assertThat(new IdentityStore(state()).load().key()).isNotEqualTo(key);
  }

  @Test
  void anotherAuthorityIsRefusedNamingBothHashesAndHearsNoToken() {
    controlPlane.enrolling(request -> {
      throw new AssertionError("the token reached a control plane that was not pinned");
    });
    String other = CaHash.of(TestPki.keyPair().getPublic()).text();
    assertThat(enrol(target(), other)).isEqualTo(1);
    assertThat(errors()).contains("has " + hash()).contains("expected " + other);
    assertThat(new IdentityStore(state()).exists()).isFalse();
  }

  @Test
  void anAuthorityThatIsOnlyShownButHasNotSignedIsRefused() throws Exception {
    // An impostor appends the genuine authority's public certificate to a chain of its own.
    TestPki impostor = new TestPki("authority");
    try (FakeControlPlane fake =
        new FakeControlPlane(authority, impostor.serverShowing(authority.certificate()), 0)) {
      fake.enrolling(request -> {
        throw new AssertionError("the token reached an impostor");
      });
      assertThat(enrol(fake.target().toString(), hash())).isEqualTo(1);
      assertThat(errors()).contains("cannot be reached");
    }
  }

  @Test
  void aServerWithAnotherNameIsRefused() throws Exception {
    try (FakeControlPlane other =
        new FakeControlPlane(authority, authority.server("other.example"), 0)) {
      assertThat(enrol(other.target().toString(), hash())).isEqualTo(1);
      assertThat(errors()).contains("is not one for control-plane.lvs-fleet.internal");
    }
  }

  @Test
  void aRefusedTokenIsNamedAsTheReasonAndNotPrinted() {
    assertThat(enrol(target(), hash())).isEqualTo(1);
    assertThat(errors()).contains("refused the token: unknown token").doesNotContain(TOKEN);
  }

  @Test
  void anUnreachableControlPlaneIsNamed() throws Exception {
    int free;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = socket.getLocalPort();
    }
    assertThat(enrol("127.0.0.1:" + free, hash())).isEqualTo(1);
    assertThat(errors()).contains("127.0.0.1:" + free + " cannot be reached");
  }

  @Test
  void aBrokenHashIsNamed() {
    assertThat(enrol(target(), "sha256:abc")).isEqualTo(1);
    assertThat(errors()).contains("\"sha256:abc\" is not sha256: and 64 hexadecimal digits");
  }
}

package io.lvsfleet.controlplane.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.lvsfleet.controlplane.access.FailureLimit;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.protocol.v1.EnrolmentGrpc;
import io.lvsfleet.protocol.v1.SessionProto;
import io.lvsfleet.wire.TestPki;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.assertj.core.api.AbstractObjectAssert;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class EnrolmentServiceTest extends AgentServerFixture {

  private SessionProto.EnrolResponse enrol(String token, KeyPair key, byte[] signed)
      throws Exception {
    Signature signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign(key.getPrivate());
    signature.update(signed);
    signature.update(key.getPublic().getEncoded());
    return EnrolmentGrpc.newBlockingStub(channel(null))
        .enrol(
            SessionProto.EnrolRequest.newBuilder()
                .setToken(token)
                .setPublicKey(ByteString.copyFrom(key.getPublic().getEncoded()))
                .setProof(ByteString.copyFrom(signature.sign()))
                .build());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static AbstractObjectAssert<?, Status.Code> assertRefused(ThrowingCallable call) {
    return assertThatThrownBy(call)
        .isInstanceOf(StatusRuntimeException.class)
        .extracting(
            e -> Status.fromThrowable(e).getCode(),
            InstanceOfAssertFactories.type(Status.Code.class));
  }

  @Test
  void aTokenBuysOneCertificateThatOpensASession() throws Exception {
    tokens.put("id.secret", new NodeId("web7"));
    KeyPair key = TestPki.keyPair();
    SessionProto.EnrolResponse response = enrol("id.secret", key, bytes("id.secret"));
    assertThat(response.getNode()).isEqualTo("web7");
    assertThat(response.getAuthority().toByteArray())
        .isEqualTo(authority.certificate().getEncoded());
    List<X509Certificate> chain = new ArrayList<>();
    for (ByteString one : response.getCertificateChainList()) {
      chain.add(
          (X509Certificate)
              CertificateFactory.getInstance("X.509")
                  .generateCertificate(new ByteArrayInputStream(one.toByteArray())));
    }
    TestAgent agent = agent(AgentServer.keyManager(key.getPrivate(), chain)).greet();
    assertThat(agent.next().hasWelcome()).isTrue();
    assertThat(server.fleet().agents().keySet()).isEqualTo(Set.of(new NodeId("web7")));

    assertRefused(() -> enrol("id.secret", key, bytes("id.secret")))
        .isEqualTo(Status.Code.PERMISSION_DENIED);
  }

  @Test
  void aWrongProofIsRefusedAndDoesNotUseTheTokenUp() throws Exception {
    tokens.put("id.secret", new NodeId("web7"));
    KeyPair key = TestPki.keyPair();
    assertRefused(() -> enrol("id.secret", key, bytes("another")))
        .isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(tokens).containsKey("id.secret");
  }

  @Test
  void guessingTokensIsSlowedDown() throws Exception {
    KeyPair key = TestPki.keyPair();
    for (int i = 0; i < FailureLimit.BURST; i++) {
      assertRefused(() -> enrol("id.guess", key, bytes("id.guess")))
          .isEqualTo(Status.Code.PERMISSION_DENIED);
    }
    tokens.put("id.secret", new NodeId("web7"));
    assertRefused(() -> enrol("id.secret", key, bytes("id.secret")))
        .isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
  }
}

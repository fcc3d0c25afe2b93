package io.lvsfleet.controlplane.fleet;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.stub.StreamObserver;
import io.lvsfleet.controlplane.access.FailureLimit;
import io.lvsfleet.controlplane.agents.AgentDirectory;
import io.lvsfleet.controlplane.agents.AgentEvent;
import io.lvsfleet.controlplane.agents.CertificateAuthority;
import io.lvsfleet.controlplane.agents.JoinTokens;
import io.lvsfleet.controlplane.events.EventType;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.protocol.v1.EnrolmentGrpc;
import io.lvsfleet.protocol.v1.SessionProto;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Gives an agent its first certificate for a join token.
///
/// The proof is checked before the token is redeemed, so that a broken agent does not use it up.
final class EnrolmentService extends EnrolmentGrpc.EnrolmentImplBase {

  private static final Logger LOG = System.getLogger(EnrolmentService.class.getName());
  private static final int MAX_TOKEN = 256;
  private static final int MAX_KEY = 1024;

  private final CertificateAuthority authority;
  private final JoinTokens tokens;
  private final AgentDirectory directory;
  private final InstantSource clock;
  private final FailureLimit limit = new FailureLimit();

  EnrolmentService(
      CertificateAuthority authority,
      JoinTokens tokens,
      AgentDirectory directory,
      InstantSource clock) {
    this.authority = authority;
    this.tokens = tokens;
    this.directory = directory;
    this.clock = clock;
  }

  @Override
  public void enrol(
      SessionProto.EnrolRequest request, StreamObserver<SessionProto.EnrolResponse> answer) {
    InetSocketAddress source = PeerIdentity.SOURCE.get();
    SessionProto.EnrolResponse response;
    try {
      response = enrol(request, source, clock.instant());
    } catch (StatusException e) {
      answer.onError(e);
      return;
    } catch (GeneralSecurityException | RuntimeException e) {
      LOG.log(Level.ERROR, "enrolment failed", e);
      answer.onError(
          Status.INTERNAL
              .withDescription("the control plane failed; see its log")
              .asRuntimeException());
      return;
    }
    answer.onNext(response);
    answer.onCompleted();
  }

  private SessionProto.EnrolResponse enrol(
      SessionProto.EnrolRequest request, InetSocketAddress source, Instant now)
      throws StatusException, GeneralSecurityException {
    if (!limit.allows(source, now)) {
      throw Status.RESOURCE_EXHAUSTED
          .withDescription("too many failed enrolments from this address; try again later")
          .asException();
    }
    Optional<PublicKey> key = provenKey(request);
    if (key.isEmpty()) {
      limit.failed(source, now);
      throw Status.INVALID_ARGUMENT
          .withDescription(
              "public_key must be an EC P-256 key and proof its SHA256withECDSA signature over"
                  + " token and public_key")
          .asException();
    }
    Optional<NodeId> node =
        tokens.redeem(request.getToken(), now, source.getHostString() + ":" + source.getPort());
    if (node.isEmpty()) {
      limit.failed(source, now);
      throw Status.PERMISSION_DENIED
          .withDescription("the join token is unknown, used, expired or wrong")
          .asException();
    }
    List<X509Certificate> chain = authority.issueAgent(node.get(), key.get());
    directory.happened(
        node.get(),
        AgentEvent.of(
            EventType.AGENT_ENROLLED,
            "from " + source.getHostString(),
            Map.of("source", source.getHostString())));
    SessionProto.EnrolResponse.Builder response =
        SessionProto.EnrolResponse.newBuilder()
            .setNode(node.get().name())
            .setAuthority(ByteString.copyFrom(authority.certificate().getEncoded()));
    for (X509Certificate certificate : chain) {
      response.addCertificateChain(ByteString.copyFrom(certificate.getEncoded()));
    }
    return response.build();
  }

  /// The key, when it is one of ours and the caller has shown to own it.
  private static Optional<PublicKey> provenKey(SessionProto.EnrolRequest request) {
    byte[] token = request.getToken().getBytes(StandardCharsets.UTF_8);
    if (token.length == 0 || token.length > MAX_TOKEN || request.getPublicKey().size() > MAX_KEY) {
      return Optional.empty();
    }
    byte[] encoded = request.getPublicKey().toByteArray();
    try {
      PublicKey key = KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(encoded));
      AlgorithmParameters curve = AlgorithmParameters.getInstance("EC");
      curve.init(new ECGenParameterSpec("secp256r1"));
      ECParameterSpec p256 = curve.getParameterSpec(ECParameterSpec.class);
      if (!(key instanceof ECPublicKey ec)
          || !ec.getParams().getCurve().equals(p256.getCurve())
          || !ec.getParams().getGenerator().equals(p256.getGenerator())) {
        return Optional.empty();
      }
      Signature signature = Signature.getInstance("SHA256withECDSA");
      signature.initVerify(key);
      signature.update(token);
      signature.update(encoded);
      return signature.verify(request.getProof().toByteArray())
          ? Optional.of(key)
          : Optional.empty();
    } catch (GeneralSecurityException e) {
      return Optional.empty(); // the caller's bytes are no key or no signature
    }
  }
}

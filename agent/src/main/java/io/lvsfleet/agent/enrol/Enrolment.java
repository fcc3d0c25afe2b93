package io.lvsfleet.agent.enrol;

import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.lvsfleet.agent.session.Channels;
import io.lvsfleet.agent.session.Target;
import io.lvsfleet.protocol.v1.EnrolmentGrpc;
import io.lvsfleet.protocol.v1.SessionProto;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManager;
import javax.net.ssl.TrustManager;

/// Turns a join token into an identity. The key is made here and never leaves.
public final class Enrolment {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Target target;
  private final CaHash pin;
  private final IdentityStore store;

  public Enrolment(Target target, CaHash pin, IdentityStore store) {
    this.target = target;
    this.pin = pin;
    this.store = store;
  }

  /// Enrols and stores.
  ///
  /// @param replace whether an identity that exists is replaced
  public Identity enrol(String token, boolean replace) throws EnrolException {
    if (store.exists() && !replace) {
      throw new EnrolException(
          store.directory() + " holds an identity already; --force replaces it");
    }
    try {
      store.prepare(); // before the token is used up
      KeyPair key = keyPair();
      SessionProto.EnrolResponse response = ask(request(token, key));
      Identity identity = identity(key, response);
      store.store(identity);
      return identity;
    } catch (IOException e) {
      throw new EnrolException("cannot store the identity: " + e.getMessage(), e);
    } catch (GeneralSecurityException e) {
      throw new EnrolException(
          "the control plane's answer is not acceptable: " + e.getMessage(), e);
    }
  }

  private static KeyPair keyPair() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    return generator.generateKeyPair();
  }

  private static SessionProto.EnrolRequest request(String token, KeyPair key)
      throws GeneralSecurityException {
    byte[] publicKey = key.getPublic().getEncoded();
    Signature proof = Signature.getInstance("SHA256withECDSA");
    proof.initSign(key.getPrivate());
    proof.update(token.getBytes(StandardCharsets.UTF_8));
    proof.update(publicKey);
    return SessionProto.EnrolRequest.newBuilder()
        .setToken(token)
        .setPublicKey(ByteString.copyFrom(publicKey))
        .setProof(ByteString.copyFrom(proof.sign()))
        .build();
  }

  private SessionProto.EnrolResponse ask(SessionProto.EnrolRequest request)
      throws GeneralSecurityException, EnrolException {
    ManagedChannel channel =
        Channels.open(
            target,
            Channels.tls(new KeyManager[0], new TrustManager[] {new PinnedTrust(pin)}),
            Runnable::run);
    try {
      return EnrolmentGrpc.newBlockingStub(channel)
          .withDeadlineAfter(PATIENCE.toSeconds(), TimeUnit.SECONDS)
          .enrol(request);
    } catch (StatusRuntimeException e) {
      throw explain(e);
    } finally {
      channel.shutdownNow();
    }
  }

  private EnrolException explain(StatusRuntimeException e) {
    Throwable cause = e;
    for (int depth = 0; depth < 10 && cause != null; depth++) {
      if (cause instanceof PinnedTrust.NotPinned) {
        return new EnrolException(target + ": " + cause.getMessage(), e);
      }
      cause = cause.getCause();
    }
    Status status = e.getStatus();
    String said = String.valueOf(status.getDescription());
    return switch (status.getCode()) {
      case PERMISSION_DENIED -> new EnrolException(target + " refused the token: " + said, e);
      case UNAVAILABLE, DEADLINE_EXCEEDED ->
          new EnrolException(target + " cannot be reached: " + innermost(status), e);
      default -> new EnrolException(target + " refused: " + status.getCode() + ": " + said, e);
    };
  }

  private static String innermost(Status status) {
    Throwable cause = status.getCause();
    for (int depth = 0; depth < 10 && cause != null && cause.getCause() != null; depth++) {
      cause = cause.getCause();
    }
    return cause == null
        ? status.getCode() + ": " + status.getDescription()
        : String.valueOf(cause.getMessage());
  }

  /// Takes the answer apart; it must be for our key and from the pinned authority.
  private Identity identity(KeyPair key, SessionProto.EnrolResponse response)
      throws GeneralSecurityException {
    List<X509Certificate> chain = new ArrayList<>();
    for (ByteString one : response.getCertificateChainList()) {
      chain.add(certificate(one));
    }
    X509Certificate authority = certificate(response.getAuthority());
    CaHash hash = CaHash.of(authority.getPublicKey());
    if (!hash.equals(pin)) {
      throw new GeneralSecurityException("its authority has " + hash + ", expected " + pin);
    }
    Identity identity = Identity.of(key.getPrivate(), chain, authority);
    if (!identity.node().name().equals(response.getNode())) {
      throw new GeneralSecurityException(
          "the certificate is for " + identity.node() + ", not for " + response.getNode());
    }
    return identity;
  }

  private static X509Certificate certificate(ByteString encoded) throws GeneralSecurityException {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(encoded.toByteArray()));
  }
}

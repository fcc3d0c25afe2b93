package io.lvsfleet.controlplane.fleet;

import io.grpc.Attributes;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.protocol.v1.EnrolmentGrpc;
import io.lvsfleet.wire.Identities;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/// Who is calling. Only a certificate of our authority says so, and only by its URI name;
/// everything but enrolment needs one.
final class PeerIdentity implements ServerInterceptor {

  /// Present in every call but enrolment's.
  static final Context.Key<NodeId> NODE = Context.key("node");

  static final Context.Key<InetSocketAddress> SOURCE = Context.key("source");

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    Context context = Context.current().withValue(SOURCE, source(call.getAttributes()));
    String service = String.valueOf(call.getMethodDescriptor().getServiceName());
    if (!service.equals(EnrolmentGrpc.SERVICE_NAME)) {
      Optional<NodeId> node = node(call.getAttributes());
      if (node.isEmpty()) {
        call.close(
            Status.UNAUTHENTICATED.withDescription(
                service + " needs an agent's certificate; `lvs-agent enrol` gets one"),
            new Metadata());
        return new ServerCall.Listener<>() {};
      }
      context = context.withValue(NODE, node.get());
    }
    return Contexts.interceptCall(context, call, headers, next);
  }

  private static InetSocketAddress source(Attributes attributes) {
    SocketAddress address = attributes.get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR);
    return address instanceof InetSocketAddress internet
        ? internet
        : InetSocketAddress.createUnresolved(String.valueOf(address), 0);
  }

  private static Optional<NodeId> node(Attributes attributes) {
    SSLSession session = attributes.get(Grpc.TRANSPORT_ATTR_SSL_SESSION);
    if (session == null) {
      return Optional.empty();
    }
    try {
      Certificate[] chain = session.getPeerCertificates();
      return chain[0] instanceof X509Certificate leaf ? Identities.agent(leaf) : Optional.empty();
    } catch (SSLPeerUnverifiedException e) {
      return Optional.empty(); // ClientAuth.OPTIONAL: there is none
    }
  }
}

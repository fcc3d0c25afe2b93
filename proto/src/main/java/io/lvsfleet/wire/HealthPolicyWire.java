package io.lvsfleet.wire;

import io.lvsfleet.model.HealthPolicy;
import io.lvsfleet.model.HealthPolicy.FlapDamping;
import io.lvsfleet.model.HealthPolicy.PanicThreshold;
import io.lvsfleet.model.HealthPolicy.Quorum;
import io.lvsfleet.model.HealthPolicy.SorryServer;
import io.lvsfleet.model.HealthPolicy.WeightRange;
import io.lvsfleet.model.OnFailure;
import io.lvsfleet.model.Weight;
import io.lvsfleet.protocol.v1.NodeProto;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How a virtual service makes weights. What happens on failure travels with the service.
final class HealthPolicyWire {

  private HealthPolicyWire() {}

  static NodeProto.HealthPolicy encode(HealthPolicy policy) {
    NodeProto.HealthPolicy.Builder message =
        NodeProto.HealthPolicy.newBuilder()
            .setQuorum(policy.quorum().up())
            .setHysteresis(policy.quorum().hysteresis())
            .setAlpha(policy.alpha())
            .setReentryDelayMs(policy.reentryDelay().toMillis())
            .setSlowStartMs(policy.slowStart().toMillis())
            .setAdvisedMin(policy.advised().min().value())
            .setAdvisedMax(policy.advised().max().value());
    SorryServer sorry = policy.sorry();
    if (sorry != null) {
      message.setSorry(RealServerWire.encode(sorry.key(), sorry.server()));
    }
    FlapDamping damping = policy.damping();
    if (damping != null) {
      message.setDamping(
          NodeProto.HealthPolicy.FlapDamping.newBuilder()
              .setFalls(damping.falls())
              .setWindowMs(damping.window().toMillis())
              .setPenaltyMs(damping.penalty().toMillis()));
    }
    PanicThreshold panic = policy.panic();
    if (panic != null) {
      message.setPanic(
          NodeProto.HealthPolicy.PanicThreshold.newBuilder()
              .setPercent(panic.percent())
              .setWindowMs(panic.window().toMillis()));
    }
    Duration silence = policy.silence();
    if (silence != null) {
      message.setSilence(
          NodeProto.HealthPolicy.Silence.newBuilder().setAfterMs(silence.toMillis()));
    }
    return message.build();
  }

  static HealthPolicy decode(Field at, OnFailure onFailure, NodeProto.HealthPolicy message)
      throws WireException {
    Quorum quorum =
        at.child("quorum")
            .read(
                message.getQuorum() + " " + message.getHysteresis(),
                () -> new Quorum(message.getQuorum(), message.getHysteresis()));
    SorryServer sorry = message.hasSorry() ? sorry(at.child("sorry"), message.getSorry()) : null;
    Duration reentryDelay = at.child("reentry_delay_ms").millis(message.getReentryDelayMs());
    Duration slowStart = at.child("slow_start_ms").millis(message.getSlowStartMs());
    FlapDamping damping = damping(at.child("damping"), message);
    PanicThreshold panic = panic(at.child("panic"), message);
    Weight min = at.child("advised_min").weight(message.getAdvisedMin());
    Weight max = at.child("advised_max").weight(message.getAdvisedMax());
    Duration silence =
        message.hasSilence()
            ? at.child("silence.after_ms").millis(message.getSilence().getAfterMs())
            : null;
    return at.read(
        reentryDelay + " " + slowStart + " " + min + " " + max + " " + silence,
        () ->
            new HealthPolicy(
                onFailure,
                quorum,
                sorry,
                message.getAlpha(),
                reentryDelay,
                slowStart,
                damping,
                panic,
                new WeightRange(min, max),
                silence));
  }

  private static SorryServer sorry(Field at, NodeProto.RealServer message) throws WireException {
    return new SorryServer(
        RealServerWire.decodeKey(at, message), RealServerWire.decode(at, message));
  }

  private static @Nullable FlapDamping damping(Field at, NodeProto.HealthPolicy policy)
      throws WireException {
    if (!policy.hasDamping()) {
      return null;
    }
    NodeProto.HealthPolicy.FlapDamping message = policy.getDamping();
    Duration window = at.child("window_ms").millis(message.getWindowMs());
    Duration penalty = at.child("penalty_ms").millis(message.getPenaltyMs());
    return at.read(
        message.getFalls() + " " + window + " " + penalty,
        () -> new FlapDamping(message.getFalls(), window, penalty));
  }

  private static @Nullable PanicThreshold panic(Field at, NodeProto.HealthPolicy policy)
      throws WireException {
    if (!policy.hasPanic()) {
      return null;
    }
    NodeProto.HealthPolicy.PanicThreshold message = policy.getPanic();
    Duration window = at.child("window_ms").millis(message.getWindowMs());
    return at.read(
        message.getPercent() + " " + window,
        () -> new PanicThreshold(message.getPercent(), window));
  }
}

package io.lvsfleet.controlplane.declared;

import io.lvsfleet.model.AddressFamily;
import io.lvsfleet.model.ForwardingMethod;
import io.lvsfleet.model.OnFailure;
import io.lvsfleet.model.Scheduler;
import io.lvsfleet.model.SchedulerFlag;
import io.lvsfleet.model.Sorted;
import io.lvsfleet.model.VirtualServiceConfig;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/// A virtual service without its real servers and checks.
///
/// @param tunnel of those of its real servers that write none
/// @param adopt whether an entry somebody else made becomes ours
/// @param health what decides about the weights of its real servers
/// @param ownChecks whether the document has `checks` for it; if not, it has the default one
public record ServiceSettings(
    Listen listen,
    @Nullable Scheduler scheduler,
    SortedSet<SchedulerFlag> flags,
    ForwardingMethod forwarding,
    @Nullable DeclaredTunnel tunnel,
    @Nullable DeclaredPersistence persistence,
    @Nullable Boolean onePacket,
    @Nullable OnFailure onFailure,
    @Nullable Boolean adopt,
    ServiceHealth health,
    boolean ownChecks) {

  public ServiceSettings {
    flags = Sorted.set(flags);
  }

  public ServiceSettings withOwnChecks() {
    return ownChecks
        ? this
        : new ServiceSettings(
            listen,
            scheduler,
            flags,
            forwarding,
            tunnel,
            persistence,
            onePacket,
            onFailure,
            adopt,
            health,
            true);
  }

  public Scheduler effectiveScheduler() {
    return scheduler == null ? Scheduler.WLC : scheduler;
  }

  public OnFailure effectiveOnFailure() {
    return onFailure == null ? OnFailure.REMOVE : onFailure;
  }

  public boolean isOnePacket() {
    return onePacket != null && onePacket;
  }

  public boolean isAdopted() {
    return adopt != null && adopt;
  }

  public VirtualServiceConfig effective(AddressFamily family) {
    return new VirtualServiceConfig(
        effectiveScheduler().kernelName(),
        flags,
        persistence == null ? null : persistence.effective(family),
        isOnePacket());
  }
}

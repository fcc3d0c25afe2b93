package io.lvsfleet.agent.kernel;

import static io.lvsfleet.agent.netlink.NetlinkConstants.NETLINK_ROUTE;

import io.lvsfleet.agent.core.port.KernelException;
import io.lvsfleet.agent.sys.Errno;
import io.lvsfleet.agent.sys.RealTime;
import io.lvsfleet.agent.sys.SystemCallException;
import io.lvsfleet.agent.sys.Waitable;
import io.lvsfleet.agent.vrrp.VrrpEffect;
import io.lvsfleet.agent.vrrp.VrrpEvent;
import io.lvsfleet.agent.vrrp.VrrpNetwork;
import io.lvsfleet.model.IpvsSettings;
import io.lvsfleet.model.SyncDaemon;
import io.lvsfleet.model.VrrpInstance;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// VRRP's own sockets and connections, shared with nothing else in the program.
public final class KernelVrrp implements VrrpNetwork {

  private final Consumer<String> problems;
  private final VrrpLinks links;
  private final VrrpSockets sockets;
  private final LeasedAddresses leases;
  private final KernelAddresses addresses;
  private @Nullable KernelIpvs ipvs;

  private KernelVrrp(Consumer<String> problems) throws KernelException {
    this.problems = problems;
    this.sockets = new VrrpSockets(problems);
    this.links = new VrrpLinks();
    try {
      this.leases = new LeasedAddresses(new NetlinkConnection(NETLINK_ROUTE), links);
      this.addresses = new KernelAddresses();
    } catch (KernelException e) {
      links.close();
      throw e;
    }
  }

  public static KernelVrrp open(Consumer<String> problems) throws KernelException {
    return new KernelVrrp(problems);
  }

  @Override
  public void serve(Collection<VrrpInstance> instances) {
    links.leaveOut(instances.stream().flatMap(VrrpInstance::held).toList());
    sockets.serve(instances);
  }

  @Override
  public List<VrrpEvent> await(Duration timeout) {
    List<Waitable> all = new ArrayList<>(sockets.open(links.indices()));
    all.add(links);
    try {
      Waitable.await(all, timeout);
    } catch (SystemCallException e) {
      problems.accept("wait for advertisements: " + e.getMessage());
    }
    List<VrrpEvent> events = new ArrayList<>();
    try {
      if (links.changed()) {
        events.add(new VrrpEvent.Linked(links.links()));
      }
    } catch (KernelException e) {
      problems.accept(e.getMessage());
    }
    sockets.receive(events::add);
    return events;
  }

  @Override
  public void perform(VrrpEffect effect) {
    try {
      switch (effect) {
        case VrrpEffect.Advertise advertise -> sockets.send(advertise, links.indices());
        case VrrpEffect.Hold(var held, Duration lease) -> leases.hold(held, lease);
        case VrrpEffect.Keep(var held) -> leases.keep(held);
        case VrrpEffect.Release(var held) -> addresses.removeAll(held, this::removalRefused);
        case VrrpEffect.Announce(var held) ->
            addresses.announceAll(held, refused -> problems.accept(refused.getMessage()));
        case VrrpEffect.StartSync(SyncDaemon daemon) -> start(daemon);
        case VrrpEffect.StopSync(SyncDaemon.Role role) -> stop(role);
      }
    } catch (KernelException e) {
      problems.accept(e.getMessage());
    }
  }

  /// What went by itself meanwhile is as good.
  private void removalRefused(KernelException e) {
    if (!e.errno().equals("EADDRNOTAVAIL") && !e.errno().equals("ENODEV")) {
      problems.accept(e.getMessage());
    }
  }

  private void start(SyncDaemon daemon) throws KernelException {
    SyncDaemon running = settings().syncDaemons().get(daemon.role());
    if (daemon.equals(running)) {
      return;
    }
    if (running != null) {
      control().stopSync(daemon.role());
    }
    control().startSync(daemon);
  }

  private void stop(SyncDaemon.Role role) throws KernelException {
    if (settings().syncDaemons().containsKey(role)) {
      control().stopSync(role);
    }
  }

  private IpvsSettings settings() throws KernelException {
    return control().settings();
  }

  /// Opened when first needed: a pair without synchronised connections may have no ip_vs.
  private KernelIpvs control() throws KernelException {
    if (ipvs == null) {
      ipvs = new KernelIpvs(problems);
    }
    return ipvs;
  }

  @Override
  public @Nullable String claimRealTime() {
    try {
      RealTime.claim();
      return null;
    } catch (SystemCallException e) {
      return "sched_setscheduler: "
          + Errno.name(e.errno())
          + (Errno.name(e.errno()).equals("EPERM") ? ", LimitRTPRIO= of the unit allows it" : "");
    }
  }

  @Override
  public void close() {
    sockets.close();
    links.close();
    leases.close();
    addresses.close();
    if (ipvs != null) {
      ipvs.close();
    }
  }
}

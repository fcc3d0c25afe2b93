package io.lvsfleet.agent.netlink;

import io.lvsfleet.model.AddressFamily;
import io.lvsfleet.model.ForwardingMethod;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.Persistence;
import io.lvsfleet.model.Protocol;
import io.lvsfleet.model.RealServerConfig;
import io.lvsfleet.model.RealServerKey;
import io.lvsfleet.model.Scheduler;
import io.lvsfleet.model.SchedulerFlag;
import io.lvsfleet.model.Tunnel;
import io.lvsfleet.model.VirtualServiceConfig;
import io.lvsfleet.model.VirtualServiceKey;
import io.lvsfleet.model.VirtualServiceKey.AddressKey;
import io.lvsfleet.model.VirtualServiceKey.FirewallMarkKey;
import io.lvsfleet.model.Weight;
import io.lvsfleet.reconcile.Operation.AddRealServer;
import io.lvsfleet.reconcile.Operation.AddService;
import io.lvsfleet.reconcile.Operation.EditRealServer;
import io.lvsfleet.reconcile.Operation.EditService;
import io.lvsfleet.reconcile.Operation.IpvsOperation;
import io.lvsfleet.reconcile.Operation.RemoveRealServer;
import io.lvsfleet.reconcile.Operation.RemoveService;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The commands of `src/test/sh/golden` in our words, by the names of their files.
final class GoldenOperations {

  static final VirtualServiceKey WEB = tcp("10.0.0.100", 80);
  private static final VirtualServiceKey DNS =
      new AddressKey(Protocol.UDP, IpAddress.parse("10.0.0.100"), 53);
  private static final VirtualServiceKey SIP =
      new AddressKey(Protocol.UDP, IpAddress.parse("10.0.0.100"), 5060);
  private static final VirtualServiceKey WEB6 = tcp("fd00:a::100", 80);
  private static final VirtualServiceKey MARK = new FirewallMarkKey(AddressFamily.IPV4, 7);
  private static final VirtualServiceKey MARK6 = new FirewallMarkKey(AddressFamily.IPV6, 7);
  private static final RealServerConfig DR =
      RealServerConfig.of(ForwardingMethod.DIRECT_ROUTING, Weight.ONE);
  private static final VirtualServiceConfig WRR = VirtualServiceConfig.of(Scheduler.WRR);
  private static final VirtualServiceConfig WLC = VirtualServiceConfig.of(Scheduler.WLC);

  static final SortedMap<String, IpvsOperation> ALL = all();

  private GoldenOperations() {}

  static IpvsOperation get(String name) {
    return Objects.requireNonNull(ALL.get(name));
  }

  private static SortedMap<String, IpvsOperation> all() {
    SortedMap<String, IpvsOperation> all = new TreeMap<>();
    services(all);
    realServers(all);
    all.put("edit-service", new EditService(WEB, persistent(Scheduler.WLC, 60, 32, null)));
    all.put(
        "edit-real",
        new EditRealServer(
            WEB,
            real("10.0.0.22", 8080),
            RealServerConfig.of(ForwardingMethod.MASQUERADING, new Weight(7))));
    all.put("remove-real", new RemoveRealServer(WEB, real("10.0.0.25", 80)));
    all.put("remove-service", new RemoveService(MARK));
    all.put("remove-service-not-there", new RemoveService(MARK));
    return all;
  }

  private static void services(SortedMap<String, IpvsOperation> all) {
    all.put("add-service-tcp", new AddService(WEB, WRR));
    all.put("add-service-twice", new AddService(WEB, WRR));
    all.put(
        "add-service-no-such-scheduler",
        new AddService(
            tcp("10.0.0.100", 81),
            new VirtualServiceConfig("nosuch", new TreeSet<>(), null, false)));
    all.put(
        "add-service-udp-one-packet",
        new AddService(DNS, new VirtualServiceConfig("rr", new TreeSet<>(), null, true)));
    all.put(
        "add-service-sctp",
        new AddService(new AddressKey(Protocol.SCTP, IpAddress.parse("10.0.0.100"), 80), WLC));
    all.put(
        "add-service-sh-persistent",
        new AddService(
            tcp("10.0.0.100", 443),
            persistent(Scheduler.SH, 300, 24, null).withFlags(List.of(SchedulerFlag.values()))));
    all.put("add-service-sip", new AddService(SIP, persistent(Scheduler.RR, 60, 32, "sip")));
    all.put(
        "add-service-every-port",
        new AddService(tcp("10.0.0.100", 0), persistent(Scheduler.RR, 60, 32, null)));
    all.put(
        "add-service-ipv6",
        new AddService(
            WEB6, persistent(Scheduler.MH, 60, 64, null).withFlags(List.of(SchedulerFlag.PORT))));
    all.put("add-service-mark", new AddService(MARK, WLC));
    all.put("add-service-mark-ipv6", new AddService(MARK6, WLC));
  }

  private static void realServers(SortedMap<String, IpvsOperation> all) {
    all.put(
        "add-real-dr",
        new AddRealServer(
            WEB,
            real("10.0.0.21", 80),
            new RealServerConfig(
                ForwardingMethod.DIRECT_ROUTING, new Weight(100), 200, 150, null)));
    all.put(
        "add-real-nat",
        new AddRealServer(
            WEB,
            real("10.0.0.22", 8080),
            RealServerConfig.of(ForwardingMethod.MASQUERADING, Weight.ZERO)));
    all.put("add-real-ipip", tunnel("10.0.0.23", new Weight(Weight.MAX), Tunnel.IPIP));
    all.put(
        "add-real-gue",
        tunnel("10.0.0.24", Weight.ONE, new Tunnel(Tunnel.Type.GUE, 6080, Tunnel.Checksum.REMOTE)));
    all.put(
        "add-real-gre",
        tunnel("10.0.0.25", Weight.ONE, new Tunnel(Tunnel.Type.GRE, 0, Tunnel.Checksum.FULL)));
    all.put("add-real-other-family", tunnel("fd00:a::26", Weight.ONE, Tunnel.IPIP));
    all.put("add-real-ipv6", new AddRealServer(WEB6, real("fd00:a::21", 80), DR));
    all.put("add-real-mark", new AddRealServer(MARK, real("10.0.0.21", 0), DR));
    all.put(
        "add-real-no-service", new AddRealServer(tcp("10.0.0.99", 80), real("10.0.0.21", 80), DR));
  }

  private static AddRealServer tunnel(String address, Weight weight, Tunnel tunnel) {
    return new AddRealServer(
        WEB,
        real(address, 80),
        new RealServerConfig(ForwardingMethod.TUNNELING, weight, 0, 0, tunnel));
  }

  private static VirtualServiceConfig persistent(
      Scheduler scheduler, int seconds, int prefixLength, @Nullable String engine) {
    return VirtualServiceConfig.of(scheduler)
        .withPersistence(new Persistence(Duration.ofSeconds(seconds), prefixLength, engine));
  }

  private static VirtualServiceKey tcp(String address, int port) {
    return new AddressKey(Protocol.TCP, IpAddress.parse(address), port);
  }

  private static RealServerKey real(String address, int port) {
    return new RealServerKey(IpAddress.parse(address), port);
  }

  /// What the script had made when it listed the table: all that was not refused, edited once.
  static List<AddService> servicesInDump() {
    return ALL.entrySet().stream()
        .filter(entry -> !entry.getKey().matches(".*(twice|no-such-scheduler)"))
        .filter(entry -> entry.getValue() instanceof AddService)
        .map(entry -> (AddService) entry.getValue())
        .map(add ->
            add.service().equals(WEB)
                ? new AddService(WEB, ((EditService) get("edit-service")).config())
                : add)
        .toList();
  }

  static List<AddRealServer> realServersInDump() {
    RealServerKey edited = real("10.0.0.22", 8080);
    return ALL.entrySet().stream()
        .filter(entry -> !entry.getKey().matches("add-real-(no-service|gre)"))
        .filter(entry -> entry.getValue() instanceof AddRealServer)
        .map(entry -> (AddRealServer) entry.getValue())
        .map(add ->
            add.realServer().equals(edited)
                ? new AddRealServer(WEB, edited, ((EditRealServer) get("edit-real")).config())
                : add)
        .toList();
  }
}

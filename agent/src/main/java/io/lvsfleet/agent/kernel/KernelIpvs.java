package io.lvsfleet.agent.kernel;

import static io.lvsfleet.agent.netlink.NetlinkConstants.NETLINK_GENERIC;

import io.lvsfleet.agent.core.port.IpvsControl;
import io.lvsfleet.agent.core.port.IpvsStatistics;
import io.lvsfleet.agent.core.port.IpvsTable;
import io.lvsfleet.agent.core.port.KernelException;
import io.lvsfleet.agent.netlink.NetlinkError;
import io.lvsfleet.agent.netlink.NetlinkMessage;
import io.lvsfleet.agent.netlink.genl.GenericNetlink;
import io.lvsfleet.agent.netlink.ipvs.IpvsCodec;
import io.lvsfleet.agent.netlink.ipvs.IpvsConstants;
import io.lvsfleet.agent.netlink.ipvs.IpvsControlCodec;
import io.lvsfleet.agent.netlink.ipvs.IpvsInfo;
import io.lvsfleet.agent.netlink.ipvs.RealServerRow;
import io.lvsfleet.agent.netlink.ipvs.ServiceRow;
import io.lvsfleet.agent.sys.Errno;
import io.lvsfleet.model.IpvsSettings;
import io.lvsfleet.model.RealServerConfig;
import io.lvsfleet.model.RealServerKey;
import io.lvsfleet.model.ServerStatistics;
import io.lvsfleet.model.ServiceStatistics;
import io.lvsfleet.model.Sorted;
import io.lvsfleet.model.SyncDaemon;
import io.lvsfleet.model.Timeouts;
import io.lvsfleet.model.VirtualService;
import io.lvsfleet.model.VirtualServiceKey;
import io.lvsfleet.reconcile.Operation.IpvsOperation;
import io.lvsfleet.reconcile.Operation.SetTimeouts;
import io.lvsfleet.reconcile.Operation.StartSync;
import io.lvsfleet.reconcile.Operation.StopSync;
import io.lvsfleet.reconcile.OperationOutcome;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;

/// The ip_vs of the process's network namespace: its table, what it has beside that, what it
/// counts.
///
/// What somebody gave an entry that this program has no words for (a forwarding method, a weight, a
/// flag it does not know) is its oddity. An entry whose very identity has none (a protocol, an
/// address family) is left out of what is read, and told to `oddities`; one of them must not make
/// the whole table unreadable.
public final class KernelIpvs implements IpvsTable, IpvsControl, IpvsStatistics, AutoCloseable {

  private static final String ESRCH = "ESRCH";

  private final NetlinkConnection connection;
  private final Consumer<String> oddities;
  private final int family;

  /// @param oddities takes one line for each entry that is left out
  /// @throws KernelException `ENOENT` when this kernel has no ip_vs
  public KernelIpvs(Consumer<String> oddities) throws KernelException {
    this.oddities = oddities;
    this.connection = new NetlinkConnection(NETLINK_GENERIC);
    try {
      this.family = family();
    } catch (KernelException e) {
      connection.close();
      throw e;
    }
  }

  private int family() throws KernelException {
    String what = "look up " + IpvsConstants.IPVS_GENL_NAME + " in generic netlink";
    try {
      List<NetlinkMessage> answer =
          connection.request(
              what,
              GenericNetlink.GENL_ID_CTRL,
              0,
              GenericNetlink.getFamily(IpvsConstants.IPVS_GENL_NAME));
      return GenericNetlink.readFamily(first(what, answer));
    } catch (NetlinkError e) {
      throw KernelErrors.of(what, e, Advice::family);
    }
  }

  @Override
  public SortedMap<VirtualServiceKey, VirtualService> dump() throws KernelException {
    return walk(KernelIpvs::service);
  }

  @Override
  public Optional<VirtualService> get(VirtualServiceKey key) throws KernelException {
    String what = "read the virtual service " + key;
    try {
      NetlinkMessage message =
          first(what, connection.request(what, family, 0, IpvsCodec.writeGetService(key)));
      Optional<ServiceRow> row = read(() -> IpvsCodec.readService(message));
      return row.isPresent()
          ? Optional.of(service(row.get(), realServers(row.get())))
          : Optional.empty();
    } catch (NetlinkError e) {
      if (Errno.name(e.errno()).equals(ESRCH)) {
        return Optional.empty();
      }
      throw KernelErrors.of(what, e, Advice::none);
    }
  }

  @Override
  public SortedMap<VirtualServiceKey, ServiceStatistics> statistics() throws KernelException {
    return walk(KernelIpvs::statistics);
  }

  private interface Visitor<T> {
    T visit(ServiceRow service, List<RealServerRow> realServers);
  }

  /// Everything in the table.
  private <T> SortedMap<VirtualServiceKey, T> walk(Visitor<T> visitor) throws KernelException {
    String what = "list the virtual services";
    SortedMap<VirtualServiceKey, T> all = new TreeMap<>();
    try {
      for (NetlinkMessage message : connection.dump(what, family, IpvsCodec.writeGetServices())) {
        Optional<ServiceRow> row = read(() -> IpvsCodec.readService(message));
        if (row.isPresent()) {
          all.put(row.get().key(), visitor.visit(row.get(), realServers(row.get())));
        }
      }
    } catch (NetlinkError e) {
      throw KernelErrors.of(what, e, Advice::none);
    }
    return Sorted.map(all);
  }

  /// The kernel walks its list by index and lets go of it between datagrams, so that a removal in
  /// between makes it pass one over (`ip_vs_genl_dump_dests`): such an answer counts once it is
  /// confirmed by a second one.
  private List<RealServerRow> realServers(ServiceRow service) throws KernelException, NetlinkError {
    String what = "list the real servers of " + service.key();
    ByteBuffer question = IpvsCodec.writeGetRealServers(service.key());
    Set<RealServerKey> before = Set.of();
    for (int attempt = 1; ; attempt++) {
      NetlinkConnection.Dump dump = connection.dumpTable(what, family, question);
      List<RealServerRow> rows = new ArrayList<>();
      Set<RealServerKey> keys = new HashSet<>();
      for (NetlinkMessage message : dump.messages()) {
        read(() -> IpvsCodec.readRealServer(message, service.key().family())).ifPresent(rows::add);
      }
      rows.forEach(row -> keys.add(row.key()));
      if (!dump.inPieces() || keys.equals(before)) {
        return rows;
      }
      if (attempt == NetlinkConnection.MAX_DUMPS) {
        throw NetlinkError.interrupted();
      }
      before = keys;
    }
  }

  private static VirtualService service(ServiceRow service, List<RealServerRow> rows) {
    SortedMap<RealServerKey, RealServerConfig> realServers = new TreeMap<>();
    rows.forEach(row -> realServers.put(row.key(), row.config()));
    return new VirtualService(service.config(), realServers);
  }

  private static ServiceStatistics statistics(ServiceRow service, List<RealServerRow> rows) {
    SortedMap<RealServerKey, ServerStatistics> realServers = new TreeMap<>();
    rows.forEach(row ->
        realServers.put(
            row.key(),
            new ServerStatistics(
                row.config(),
                row.activeConnections(),
                row.inactiveConnections(),
                row.persistentConnections(),
                row.statistics().counters(),
                row.statistics().rates())));
    return new ServiceStatistics(
        service.config(),
        service.statistics().counters(),
        service.statistics().rates(),
        realServers);
  }

  @Override
  public void zero() throws KernelException {
    request("ipvsadm -Z", IpvsCodec.writeZero(), Advice::none);
  }

  @Override
  public void zero(VirtualServiceKey key) throws KernelException {
    request(
        "ipvsadm -Z " + key.describe(),
        IpvsCodec.writeZero(key),
        errno -> Advice.service(key, errno));
  }

  /// Its version and the size of its connection table.
  public IpvsInfo info() throws KernelException {
    String what = "ask ip_vs for its version";
    List<NetlinkMessage> answer = request(what, IpvsControlCodec.writeGetInfo(), Advice::none);
    try {
      return IpvsControlCodec.readInfo(first(what, answer));
    } catch (NetlinkError e) {
      throw KernelErrors.of(what, e, Advice::none);
    }
  }

  @Override
  public IpvsSettings settings() throws KernelException {
    String what = "read the timeouts and sync daemons of ip_vs";
    try {
      NetlinkMessage answer =
          first(what, connection.request(what, family, 0, IpvsControlCodec.writeGetTimeouts()));
      Optional<Timeouts> timeouts = read(() -> IpvsControlCodec.readTimeouts(answer));
      SortedMap<SyncDaemon.Role, SyncDaemon> daemons = new TreeMap<>();
      for (NetlinkMessage message :
          connection.dump(what, family, IpvsControlCodec.writeGetDaemons())) {
        read(() -> IpvsControlCodec.readDaemon(message))
            .ifPresent(daemon -> daemons.put(daemon.role(), daemon));
      }
      return new IpvsSettings(timeouts.orElse(null), daemons);
    } catch (NetlinkError e) {
      throw KernelErrors.of(what, e, Advice::none);
    }
  }

  @Override
  public void setTimeouts(Timeouts timeouts) throws KernelException {
    request(
        new SetTimeouts(timeouts).describe(), IpvsControlCodec.write(timeouts), Advice::timeouts);
  }

  @Override
  public void startSync(SyncDaemon daemon) throws KernelException {
    request(
        new StartSync(daemon).describe(),
        IpvsControlCodec.writeStart(daemon),
        errno -> Advice.startSync(daemon, errno));
  }

  /// A daemon whose thread has not run yet is stopped without any answer: `kthread_stop` gives
  /// EINTR then, which `netlink_rcv_skb` passes over in silence. A question that follows in the
  /// same datagram is answered once the first request is over, and a refusal comes before that.
  @Override
  public void stopSync(SyncDaemon.Role role) throws KernelException {
    String what = new StopSync(role).describe();
    List<Optional<NetlinkError>> answers =
        answers(what, List.of(IpvsControlCodec.writeStop(role), IpvsControlCodec.writeGetInfo()));
    Optional<NetlinkError> refusal = answers.getFirst();
    if (refusal.isPresent()) {
      throw KernelErrors.of(what, refusal.get(), errno -> Advice.stopSync(role, errno));
    }
  }

  private List<NetlinkMessage> request(
      String what, ByteBuffer payload, Function<String, String> advice) throws KernelException {
    try {
      return connection.request(what, family, 0, payload);
    } catch (NetlinkError e) {
      throw KernelErrors.of(what, e, advice);
    }
  }

  @Override
  public void execute(IpvsOperation operation) throws KernelException {
    try {
      connection.request(operation.describe(), family, 0, IpvsCodec.write(operation));
    } catch (NetlinkError e) {
      throw KernelErrors.of(operation.describe(), e, errno -> Advice.of(operation, errno));
    }
  }

  /// With one send for many.
  @Override
  public List<OperationOutcome> executeAll(List<IpvsOperation> operations) throws KernelException {
    List<OperationOutcome> outcomes = new ArrayList<>();
    for (int from = 0; from < operations.size(); from += NetlinkConnection.MAX_BATCH) {
      int to = Math.min(operations.size(), from + NetlinkConnection.MAX_BATCH);
      outcomes.addAll(executeBatch(operations.subList(from, to)));
    }
    return outcomes;
  }

  private List<OperationOutcome> executeBatch(List<IpvsOperation> operations)
      throws KernelException {
    String what = operations.size() + " changes from " + operations.getFirst().describe();
    List<OperationOutcome> outcomes = new ArrayList<>();
    List<ByteBuffer> payloads = new ArrayList<>();
    List<Integer> asked = new ArrayList<>();
    for (int i = 0; i < operations.size(); i++) {
      outcomes.add(new OperationOutcome.Done(operations.get(i)));
      try {
        payloads.add(IpvsCodec.write(operations.get(i)));
        asked.add(i);
      } catch (NetlinkError e) {
        outcomes.set(i, failed(operations.get(i), e));
      }
    }
    if (!payloads.isEmpty()) {
      List<Optional<NetlinkError>> answers = answers(what, payloads);
      for (int i = 0; i < answers.size(); i++) {
        int at = asked.get(i);
        answers.get(i).ifPresent(error -> outcomes.set(at, failed(operations.get(at), error)));
      }
    }
    return outcomes;
  }

  private List<Optional<NetlinkError>> answers(String what, List<ByteBuffer> payloads)
      throws KernelException {
    try {
      return connection.requestAll(what, family, payloads);
    } catch (NetlinkError e) {
      throw KernelErrors.of(what, e, Advice::none);
    }
  }

  private static OperationOutcome failed(IpvsOperation operation, NetlinkError error) {
    return KernelErrors.of(operation.describe(), error, errno -> Advice.of(operation, errno))
        .failed(operation);
  }

  private interface Reading<T> {
    T read() throws NetlinkError;
  }

  private <T> Optional<T> read(Reading<T> reading) throws NetlinkError {
    try {
      return Optional.of(reading.read());
    } catch (NetlinkError e) {
      if (e.kind() != NetlinkError.Kind.UNREPRESENTABLE) {
        throw e;
      }
      oddities.accept("left out an ip_vs entry: " + e.getMessage());
      return Optional.empty();
    }
  }

  private static NetlinkMessage first(String what, List<NetlinkMessage> answer)
      throws KernelException {
    if (answer.isEmpty()) {
      throw new KernelException(what, "EPROTO", "the kernel acknowledged but answered nothing");
    }
    return answer.getFirst();
  }

  @Override
  public void close() {
    connection.close();
  }
}

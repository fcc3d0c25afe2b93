package io.lvsfleet.agent.kernel;

import static io.lvsfleet.agent.netlink.NetlinkConstants.NETLINK_GENERIC;

import io.lvsfleet.agent.core.port.IpvsTable;
import io.lvsfleet.agent.core.port.KernelException;
import io.lvsfleet.agent.netlink.NetlinkError;
import io.lvsfleet.agent.netlink.NetlinkMessage;
import io.lvsfleet.agent.netlink.genl.GenericNetlink;
import io.lvsfleet.agent.netlink.ipvs.IpvsCodec;
import io.lvsfleet.agent.netlink.ipvs.IpvsConstants;
import io.lvsfleet.agent.netlink.ipvs.RealServerRow;
import io.lvsfleet.agent.netlink.ipvs.ServiceRow;
import io.lvsfleet.agent.sys.Errno;
import io.lvsfleet.model.RealServerConfig;
import io.lvsfleet.model.RealServerKey;
import io.lvsfleet.model.Sorted;
import io.lvsfleet.model.VirtualService;
import io.lvsfleet.model.VirtualServiceKey;
import io.lvsfleet.reconcile.Operation.IpvsOperation;
import io.lvsfleet.reconcile.OperationOutcome;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/// The ip_vs table of the process's network namespace.
///
/// Entries of others that this program has no words for (a protocol, a forwarding method, a weight
/// it does not know) are left out of what is read, and told to `oddities`; one of them must not
/// make the whole table unreadable.
public final class KernelIpvs implements IpvsTable, AutoCloseable {

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
    String what = "list the virtual services";
    SortedMap<VirtualServiceKey, VirtualService> services = new TreeMap<>();
    try {
      for (NetlinkMessage message : connection.dump(what, family, IpvsCodec.writeGetServices())) {
        Optional<ServiceRow> row = read(() -> IpvsCodec.readService(message));
        if (row.isPresent()) {
          services.put(row.get().key(), withRealServers(row.get()));
        }
      }
    } catch (NetlinkError e) {
      throw KernelErrors.of(what, e, Advice::none);
    }
    return Sorted.map(services);
  }

  @Override
  public Optional<VirtualService> get(VirtualServiceKey key) throws KernelException {
    String what = "read the virtual service " + key;
    try {
      NetlinkMessage message =
          first(what, connection.request(what, family, 0, IpvsCodec.writeGetService(key)));
      Optional<ServiceRow> row = read(() -> IpvsCodec.readService(message));
      return row.isPresent() ? Optional.of(withRealServers(row.get())) : Optional.empty();
    } catch (NetlinkError e) {
      if (Errno.name(e.errno()).equals(ESRCH)) {
        return Optional.empty();
      }
      throw KernelErrors.of(what, e, Advice::none);
    }
  }

  private VirtualService withRealServers(ServiceRow service) throws KernelException, NetlinkError {
    String what = "list the real servers of " + service.key();
    SortedMap<RealServerKey, RealServerConfig> realServers = new TreeMap<>();
    for (NetlinkMessage message :
        connection.dump(what, family, IpvsCodec.writeGetRealServers(service.key()))) {
      Optional<RealServerRow> row =
          read(() -> IpvsCodec.readRealServer(message, service.key().family()));
      row.ifPresent(r -> realServers.put(r.key(), r.config()));
    }
    return new VirtualService(service.config(), realServers);
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

package io.lvsfleet.agent.fake;

import io.lvsfleet.agent.core.port.IpvsControl;
import io.lvsfleet.agent.core.port.KernelException;
import io.lvsfleet.model.IpvsSettings;
import io.lvsfleet.model.SyncDaemon;
import io.lvsfleet.model.Timeouts;
import io.lvsfleet.reconcile.Operation;
import io.lvsfleet.reconcile.Operation.SetTimeouts;
import io.lvsfleet.reconcile.Operation.StartSync;
import io.lvsfleet.reconcile.Operation.StopSync;
import java.time.Duration;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/// Timeouts and sync daemons as `ip_vs_ctl.c` and `ip_vs_sync.c` keep them, errors included.
public final class FakeIpvsControl implements IpvsControl {

  /// Those of `ip_vs_proto_tcp.c` and `ip_vs_proto_udp.c`.
  public static final Timeouts DEFAULT_TIMEOUTS =
      new Timeouts(Duration.ofMinutes(15), Duration.ofMinutes(2), Duration.ofMinutes(5));

  private final Faults faults;
  private final FakeIpvsTable table;
  private final Predicate<String> interfaces;
  private final SortedMap<SyncDaemon.Role, SyncDaemon> daemons = new TreeMap<>();
  private Timeouts timeouts = DEFAULT_TIMEOUTS;

  /// @param table of the same namespace
  /// @param interfaces whether there is one of the name
  public FakeIpvsControl(Faults faults, FakeIpvsTable table, Predicate<String> interfaces) {
    this.faults = faults;
    this.table = table;
    this.interfaces = interfaces;
  }

  /// Somebody else set them.
  public void put(Timeouts other) {
    timeouts = other;
  }

  /// Somebody else started one.
  public void put(SyncDaemon daemon) {
    daemons.put(daemon.role(), daemon);
    table.syncing(true);
  }

  /// Somebody else stopped one.
  public void drop(SyncDaemon.Role role) {
    daemons.remove(role);
    table.syncing(!daemons.isEmpty());
  }

  /// As after a boot.
  public void reset() {
    timeouts = DEFAULT_TIMEOUTS;
    daemons.clear();
    table.syncing(false);
  }

  @Override
  public IpvsSettings settings() {
    return new IpvsSettings(timeouts, daemons);
  }

  @Override
  public void setTimeouts(Timeouts wanted) throws KernelException {
    Operation operation = new SetTimeouts(wanted);
    faults.check(operation);
    timeouts = wanted;
    faults.record(operation);
  }

  @Override
  public void startSync(SyncDaemon daemon) throws KernelException {
    Operation operation = new StartSync(daemon);
    faults.check(operation);
    refuseIf(table.hasMixedFamilies(), operation, "EINVAL");
    refuseIf(!interfaces.test(daemon.interfaceName()), operation, "ENODEV");
    refuseIf(daemons.containsKey(daemon.role()), operation, "EEXIST");
    put(daemon);
    faults.record(operation);
  }

  @Override
  public void stopSync(SyncDaemon.Role role) throws KernelException {
    Operation operation = new StopSync(role);
    faults.check(operation);
    refuseIf(!daemons.containsKey(role), operation, "ESRCH");
    drop(role);
    faults.record(operation);
  }

  private static void refuseIf(boolean refused, Operation operation, String errno)
      throws KernelException {
    if (refused) {
      throw new KernelException(operation.describe(), errno, "");
    }
  }
}

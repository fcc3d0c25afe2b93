package io.lvsfleet.agent.fake;

import io.lvsfleet.agent.core.port.KernelException;
import io.lvsfleet.agent.core.port.SysctlTable;
import io.lvsfleet.model.Sorted;
import io.lvsfleet.model.SysctlKey;
import io.lvsfleet.reconcile.Operation;
import io.lvsfleet.reconcile.Operation.SetSysctl;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// Kernel parameters: the ones defined exist, and a number stays a number.
public final class FakeSysctlTable implements SysctlTable {

  private static final SysctlKey FORWARD = new SysctlKey("net.ipv4.ip_forward");
  private static final SysctlKey ACCEPT_REDIRECTS =
      new SysctlKey("net.ipv4.conf.all.accept_redirects");
  private static final SysctlKey FORWARD6 = new SysctlKey("net.ipv6.conf.all.forwarding");

  private final Faults faults;
  private final SortedMap<SysctlKey, String> values = new TreeMap<>();
  private final SortedMap<SysctlKey, String> defaults = new TreeMap<>();
  private final SortedSet<String> lostRoutes = new TreeSet<>();

  public FakeSysctlTable() {
    this(new Faults());
  }

  public FakeSysctlTable(Faults faults) {
    this.faults = faults;
  }

  /// The parameters this kernel has, with the values of a fresh boot.
  public FakeSysctlTable define(Map<SysctlKey, String> parameters) {
    defaults.putAll(parameters);
    values.putAll(parameters);
    return this;
  }

  /// Somebody else set a value.
  public void put(SysctlKey key, String value) {
    values.put(key, value);
  }

  public void reset() {
    values.clear();
    values.putAll(defaults);
  }

  public SortedMap<SysctlKey, String> all() {
    return Sorted.map(values);
  }

  @Override
  public Optional<String> read(SysctlKey key) {
    return Optional.ofNullable(values.get(key));
  }

  /// A restoration is recorded as a setting too: the port knows one verb.
  @Override
  public void write(SysctlKey key, String value) throws KernelException {
    Operation operation = new SetSysctl(key, value);
    faults.check(operation);
    String old = values.get(key);
    if (old == null) {
      throw new KernelException(operation.describe(), "ENOENT", "");
    }
    if (isNumber(old) && !isNumber(value)) {
      throw new KernelException(operation.describe(), "EINVAL", "");
    }
    values.put(key, value);
    if (key.equals(FORWARD) && !old.equals(value)) {
      forwardingChanged(value);
    }
    if (key.equals(FORWARD6) && !old.equals(value)) {
      routing6Changed(value);
    }
    faults.record(operation);
  }

  /// `inet_forward_change` in net/ipv4/devinet.c: a router does not accept redirects.
  private void forwardingChanged(String on) {
    values.replace(ACCEPT_REDIRECTS, on.equals("0") ? "1" : "0");
    values.replaceAll((key, value) -> forwards(key, "net.ipv4") ? on : value);
  }

  /// `addrconf_fixup_forwarding` in net/ipv6/addrconf.c; a router forgets the default routes of
  /// advertisements, unless it accepts them all the same.
  private void routing6Changed(String on) {
    values.replaceAll((key, value) -> forwards(key, "net.ipv6") ? on : value);
    values.forEach((key, value) -> {
      if (!on.equals("0") && key.name().endsWith(".accept_ra") && !value.equals("2")) {
        lostRoutes.add(key.name().split("\\.", -1)[3]);
      }
    });
  }

  private static boolean forwards(SysctlKey key, String family) {
    return key.name().startsWith(family + ".conf.") && key.name().endsWith(".forwarding");
  }

  /// The interfaces whose default routes were forgotten.
  public SortedSet<String> lostRoutes() {
    return Sorted.set(lostRoutes);
  }

  private static boolean isNumber(String text) {
    return text.matches("-?[0-9]+");
  }
}

package io.lvsfleet.agent.app;

import static java.lang.System.Logger.Level.WARNING;

import io.lvsfleet.agent.core.Event;
import io.lvsfleet.agent.core.health.CheckState;
import io.lvsfleet.agent.core.health.Suspects;
import io.lvsfleet.agent.core.port.KernelException;
import io.lvsfleet.agent.kernel.ListenerMonitor;
import io.lvsfleet.model.CheckKey;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.ListeningSocket;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.HashSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Lets checks be asked at once when this host itself tells that what they ask for may have ended.
final class ServiceWatch implements AutoCloseable, ListenerMonitor.Listener {

  private static final System.Logger LOG = System.getLogger(ServiceWatch.class.getName());

  private final Supplier<SortedMap<CheckKey, CheckState>> checks;
  private final Consumer<Event> events;
  private @Nullable ListenerMonitor monitor;

  private ServiceWatch(Supplier<SortedMap<CheckKey, CheckState>> checks, Consumer<Event> events) {
    this.checks = checks;
    this.events = events;
  }

  /// Where the kernel does not tell, checks find out at their own pace.
  static ServiceWatch start(
      Supplier<SortedMap<CheckKey, CheckState>> checks, Consumer<Event> events) {
    ServiceWatch watch = new ServiceWatch(checks, events);
    try {
      watch.monitor = ListenerMonitor.start(watch);
    } catch (KernelException e) {
      LOG.log(WARNING, "closed listeners are noticed late: {0}", e.getMessage());
    }
    return watch;
  }

  @Override
  public void closed(SortedSet<ListeningSocket> sockets) {
    suspect(Suspects.of(checks.get(), sockets, own()));
  }

  @Override
  public void missed() {
    suspect(Suspects.of(checks.get(), own()));
  }

  /// Where the kernel does not tell, none is: checks find out at their own pace.
  private static Predicate<IpAddress> own() {
    Set<IpAddress> own = new HashSet<>();
    try {
      NetworkInterface.networkInterfaces()
          .flatMap(NetworkInterface::inetAddresses)
          .forEach(address -> own.add(IpAddress.of(address.getAddress())));
    } catch (SocketException e) {
      LOG.log(WARNING, "own addresses are unknown: {0}", e.getMessage());
    }
    // All of 127.0.0.0/8 is here, listed or not.
    return address ->
        own.contains(address) || InetAddress.ofLiteral(address.toString()).isLoopbackAddress();
  }

  private void suspect(SortedSet<CheckKey> suspects) {
    if (!suspects.isEmpty()) {
      events.accept(new Event.Suspected(suspects));
    }
  }

  @Override
  public void close() {
    ListenerMonitor open = monitor;
    if (open != null) {
      open.close();
    }
  }
}

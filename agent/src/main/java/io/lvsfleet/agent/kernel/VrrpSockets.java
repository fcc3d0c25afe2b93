package io.lvsfleet.agent.kernel;

import io.lvsfleet.agent.core.port.KernelException;
import io.lvsfleet.agent.sys.Errno;
import io.lvsfleet.agent.sys.RawSocket;
import io.lvsfleet.agent.sys.SystemCallException;
import io.lvsfleet.agent.vrrp.AdvertisementCodec;
import io.lvsfleet.agent.vrrp.VrrpEffect.Advertise;
import io.lvsfleet.agent.vrrp.VrrpEvent;
import io.lvsfleet.model.AddressFamily;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.VrrpInstance;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// The sockets advertisements come and go by: one for each interface and family to hear with, one
/// for each source address to speak with. They follow interfaces that go and come back.
final class VrrpSockets implements AutoCloseable {

  /// Where it listens.
  private record Ear(String interfaceName, AddressFamily family, int index)
      implements Comparable<Ear> {
    private static final Comparator<Ear> ORDER =
        Comparator.comparing(Ear::interfaceName)
            .thenComparing(Ear::family)
            .thenComparingInt(Ear::index);

    @Override
    public int compareTo(Ear other) {
      return ORDER.compare(this, other);
    }
  }

  /// What it speaks as.
  private record Mouth(String interfaceName, int index, IpAddress source)
      implements Comparable<Mouth> {
    private static final Comparator<Mouth> ORDER =
        Comparator.comparing(Mouth::interfaceName)
            .thenComparingInt(Mouth::index)
            .thenComparing(Mouth::source);

    @Override
    public int compareTo(Mouth other) {
      return ORDER.compare(this, other);
    }
  }

  /// Datagrams of one socket that are taken in before timers are looked at again.
  private static final int MOST_AT_ONCE = 256;

  private final Consumer<String> problems;
  private final SortedMap<Ear, RawSocket> ears = new TreeMap<>();
  private final SortedMap<Mouth, RawSocket> mouths = new TreeMap<>();
  private List<VrrpInstance> instances = List.of();

  VrrpSockets(Consumer<String> problems) {
    this.problems = problems;
  }

  void serve(Collection<VrrpInstance> all) {
    instances = List.copyOf(all);
    Set<String> interfaces =
        instances.stream().map(VrrpInstance::interfaceName).collect(Collectors.toSet());
    mouths
        .entrySet()
        .removeIf(entry -> {
          boolean unused = !interfaces.contains(entry.getKey().interfaceName());
          if (unused) {
            entry.getValue().close();
          }
          return unused;
        });
  }

  /// The sockets to wait for: those of interfaces that are there.
  Collection<RawSocket> open(SortedMap<String, Integer> indices) {
    TreeSet<Ear> wanted = new TreeSet<>();
    for (VrrpInstance instance : instances) {
      Integer index = indices.get(instance.interfaceName());
      if (index != null) {
        wanted.add(new Ear(instance.interfaceName(), instance.family(), index));
      }
    }
    ears.entrySet()
        .removeIf(entry -> {
          boolean unwanted = !wanted.contains(entry.getKey());
          if (unwanted) {
            entry.getValue().close();
          }
          return unwanted;
        });
    for (Ear ear : wanted) {
      if (!ears.containsKey(ear)) {
        try {
          ears.put(
              ear,
              RawSocket.receiver(
                  AdvertisementCodec.PROTOCOL,
                  ear.interfaceName(),
                  ear.index(),
                  AdvertisementCodec.group(ear.family()).bytes()));
        } catch (SystemCallException e) {
          problems.accept("listen on " + ear.interfaceName() + ": " + e.getMessage());
        }
      }
    }
    return ears.values();
  }

  void receive(Consumer<VrrpEvent> events) {
    ears.forEach((ear, socket) -> {
      try {
        List<RawSocket.Datagram> datagrams = socket.receive();
        for (int taken = 0; !datagrams.isEmpty() && taken < MOST_AT_ONCE; ) {
          taken += datagrams.size();
          for (RawSocket.Datagram one : datagrams) {
            events.accept(
                new VrrpEvent.Packet(
                    ear.interfaceName(),
                    IpAddress.of(one.sender().array()),
                    IpAddress.of(one.destination().array()),
                    one.hops(),
                    one.payload()));
          }
          datagrams = socket.receive();
        }
      } catch (SystemCallException e) {
        // ENETDOWN when the interface went down: said by the link too.
        if (!Errno.name(e.errno()).equals("ENETDOWN")) {
          problems.accept("listen on " + ear.interfaceName() + ": " + e.getMessage());
        }
      }
    });
  }

  void send(Advertise advertise, SortedMap<String, Integer> indices) throws KernelException {
    VrrpInstance instance = advertise.instance();
    String what = "advertise on " + instance.interfaceName();
    Integer index = indices.get(instance.interfaceName());
    if (index == null) {
      throw new KernelException(what, "ENODEV", "");
    }
    Mouth mouth = new Mouth(instance.interfaceName(), index, advertise.source());
    Collection<IpAddress> destinations =
        instance.unicast()
            ? instance.unicastPeers()
            : List.of(AdvertisementCodec.group(instance.family()));
    SystemCallException last = null;
    for (IpAddress destination : destinations) {
      try {
        mouth(mouth)
            .send(
                destination.bytes(),
                AdvertisementCodec.write(
                    instance, advertise.priority(), advertise.source(), destination));
      } catch (SystemCallException e) {
        last = e; // the other peers are to hear it all the same
      }
    }
    if (last != null) {
      RawSocket broken = mouths.remove(mouth);
      if (broken != null) {
        broken.close();
      }
      throw new KernelException(what, Errno.name(last.errno()), "in " + last.call());
    }
  }

  private RawSocket mouth(Mouth mouth) throws SystemCallException {
    RawSocket open = mouths.get(mouth);
    if (open == null) {
      open =
          RawSocket.sender(
              AdvertisementCodec.PROTOCOL,
              mouth.interfaceName(),
              mouth.index(),
              mouth.source().bytes());
      mouths.put(mouth, open);
    }
    return open;
  }

  @Override
  public void close() {
    ears.values().forEach(RawSocket::close);
    mouths.values().forEach(RawSocket::close);
    ears.clear();
    mouths.clear();
  }
}

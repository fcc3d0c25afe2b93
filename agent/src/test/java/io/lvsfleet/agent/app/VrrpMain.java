package io.lvsfleet.agent.app;

import io.lvsfleet.agent.core.port.KernelException;
import io.lvsfleet.agent.kernel.KernelVrrp;
import io.lvsfleet.agent.vrrp.VrrpConfig;
import io.lvsfleet.model.Announcing;
import io.lvsfleet.model.Failover;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.LocalAddress;
import io.lvsfleet.model.Sorted;
import io.lvsfleet.model.VrrpInstance;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// VRRP alone, as a process that a test can freeze: DEVICE SOURCE ADDRESS/LENGTH PRIORITY
/// MILLISECONDS
final class VrrpMain {

  private VrrpMain() {}

  public static void main(String[] arguments) throws Exception {
    String[] vip = arguments[2].split("/", -1);
    IpAddress source = IpAddress.parse(arguments[1]);
    VrrpInstance instance =
        new VrrpInstance(
            3,
            77,
            arguments[0],
            source.family(),
            Integer.parseInt(arguments[3]),
            Duration.ofMillis(Long.parseLong(arguments[4])),
            Sorted.set(),
            source,
            null,
            Sorted.set(
                List.of(
                    new LocalAddress(
                        arguments[0], IpAddress.parse(vip[0]), Integer.parseInt(vip[1])))),
            Sorted.set(),
            true);
    VrrpThread thread = new VrrpThread(VrrpMain::open, new MonotonicClock());
    VrrpConfig config =
        new VrrpConfig(Failover.of(Sorted.map(Map.of("v", instance))), Announcing.DEFAULT);
    thread.want(new VrrpThread.Wish(config, Sorted.set(), false));
    thread.start();
    while (System.in.read() >= 0) {
      // Until the test lets go of it.
    }
    thread.close();
  }

  private static KernelVrrp open(Consumer<String> problems) {
    try {
      return KernelVrrp.open(problems);
    } catch (KernelException e) {
      throw new IllegalStateException(e);
    }
  }
}

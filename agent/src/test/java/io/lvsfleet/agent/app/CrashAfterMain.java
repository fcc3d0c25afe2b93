package io.lvsfleet.agent.app;

import io.lvsfleet.agent.core.port.AddressTable;
import io.lvsfleet.agent.core.port.DeviceTable;
import io.lvsfleet.agent.core.port.IpvsControl;
import io.lvsfleet.agent.core.port.IpvsTable;
import io.lvsfleet.agent.core.port.PacketFilter;
import io.lvsfleet.agent.core.port.RouteTable;
import io.lvsfleet.agent.core.port.SysctlTable;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Arrays;

/// `lvs-agent` that dies after its n-th kernel operation, as if by kill -9: nothing is flushed,
/// closed or said. The first argument is n, the others are the program's.
public final class CrashAfterMain {

  /// What a shell reports of a process killed by signal 9.
  private static final int KILLED = 137;

  private int left;

  private CrashAfterMain(int operations) {
    left = operations;
  }

  public static void main(String[] arguments) {
    CrashAfterMain counter = new CrashAfterMain(Integer.parseInt(arguments[0]));
    System.exit(Main.execute(counter::wrap, Arrays.copyOfRange(arguments, 1, arguments.length)));
  }

  private void done() {
    left--;
    if (left == 0) {
      Runtime.getRuntime().halt(KILLED);
    }
  }

  private Kernel wrap(Kernel kernel) {
    return new Kernel(
        counted(IpvsTable.class, kernel.ipvs()),
        counted(IpvsControl.class, kernel.control()),
        counted(AddressTable.class, kernel.addresses()),
        counted(SysctlTable.class, kernel.sysctls()),
        counted(DeviceTable.class, kernel.devices()),
        counted(RouteTable.class, kernel.routes()),
        counted(PacketFilter.class, kernel.packets()));
  }

  /// Whatever changes something returns nothing.
  private <T> T counted(Class<T> port, T kernel) {
    return port.cast(
        Proxy.newProxyInstance(
            port.getClassLoader(),
            new Class<?>[] {port},
            (proxy, method, arguments) -> {
              if (method.isDefault()) {
                return InvocationHandler.invokeDefault(proxy, method, arguments);
              }
              try {
                Object result = method.invoke(kernel, arguments);
                if (method.getReturnType() == void.class) {
                  done();
                }
                return result;
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            }));
  }
}

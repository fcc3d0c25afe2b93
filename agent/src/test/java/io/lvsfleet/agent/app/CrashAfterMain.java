package io.lvsfleet.agent.app;

import io.lvsfleet.agent.core.port.AddressTable;
import io.lvsfleet.agent.core.port.IpvsTable;
import io.lvsfleet.agent.core.port.KernelException;
import io.lvsfleet.agent.core.port.SysctlTable;
import io.lvsfleet.model.LocalAddress;
import io.lvsfleet.model.SysctlKey;
import io.lvsfleet.model.VirtualService;
import io.lvsfleet.model.VirtualServiceKey;
import io.lvsfleet.reconcile.Operation.IpvsOperation;
import java.util.Arrays;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;

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
        new IpvsTable() {
          @Override
          public SortedMap<VirtualServiceKey, VirtualService> dump() throws KernelException {
            return kernel.ipvs().dump();
          }

          @Override
          public Optional<VirtualService> get(VirtualServiceKey key) throws KernelException {
            return kernel.ipvs().get(key);
          }

          @Override
          public void execute(IpvsOperation operation) throws KernelException {
            kernel.ipvs().execute(operation);
            done();
          }
        },
        new AddressTable() {
          @Override
          public SortedSet<LocalAddress> dump() throws KernelException {
            return kernel.addresses().dump();
          }

          @Override
          public void add(LocalAddress address) throws KernelException {
            kernel.addresses().add(address);
            done();
          }

          @Override
          public void remove(LocalAddress address) throws KernelException {
            kernel.addresses().remove(address);
            done();
          }

          @Override
          public void announce(LocalAddress address) throws KernelException {
            kernel.addresses().announce(address);
            done();
          }
        },
        new SysctlTable() {
          @Override
          public Optional<String> read(SysctlKey key) throws KernelException {
            return kernel.sysctls().read(key);
          }

          @Override
          public void write(SysctlKey key, String value) throws KernelException {
            kernel.sysctls().write(key, value);
            done();
          }
        });
  }
}

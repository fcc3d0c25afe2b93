package io.lvsfleet.agent.kernel;

import io.lvsfleet.agent.core.port.KernelException;
import io.lvsfleet.agent.netlink.NetlinkError;
import io.lvsfleet.agent.sys.Errno;
import java.util.function.Function;

/// From what netlink says to what the core and an operator read.
final class KernelErrors {

  private KernelErrors() {}

  /// @param advice what to do about an error number, by its name; may be empty
  static KernelException of(String what, NetlinkError error, Function<String, String> advice) {
    return switch (error.kind()) {
      case REFUSED -> {
        String errno = Errno.name(error.errno());
        String own = errno.equals("EPERM") ? Advice.permission() : advice.apply(errno);
        yield new KernelException(what, errno, join(error.kernelMessage(), own));
      }
      case INTERRUPTED -> new KernelException(what, "EINTR", error.getMessage());
      case MALFORMED -> new KernelException(what, "EPROTO", error.getMessage());
      case UNREPRESENTABLE -> new KernelException(what, "EINVAL", error.getMessage());
    };
  }

  private static String join(String kernel, String own) {
    if (kernel.isEmpty() || own.isEmpty()) {
      return kernel + own;
    }
    return "the kernel says \"" + kernel + "\"; " + own;
  }
}

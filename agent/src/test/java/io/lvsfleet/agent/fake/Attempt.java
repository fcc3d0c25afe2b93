package io.lvsfleet.agent.fake;

import io.lvsfleet.agent.core.port.KernelException;

/// What a call of a port ended with, as something to compare.
public final class Attempt {

  public static final String DONE = "done";

  /// A call that may be refused.
  public interface Call {
    void run() throws KernelException;
  }

  private Attempt() {}

  /// [#DONE], or the name of the error number.
  public static String of(Call call) {
    try {
      call.run();
      return DONE;
    } catch (KernelException e) {
      return e.errno();
    }
  }
}

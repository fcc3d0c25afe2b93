package io.lvsfleet.agent.sys;

/// A system call failed.
public final class SystemCallException extends Exception {

  private final String call;
  private final int errno;

  SystemCallException(String call, int errno) {
    super(call + ": " + Errno.name(errno));
    this.call = call;
    this.errno = errno;
  }

  /// The function that failed.
  public String call() {
    return call;
  }

  public int errno() {
    return errno;
  }
}

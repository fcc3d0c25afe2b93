package io.lvsfleet.agent.netlink;

/// What can be wrong with netlink bytes or with what they say.
public final class NetlinkError extends Exception {

  /// What a caller has to tell apart.
  public enum Kind {
    /// The bytes do not follow the format.
    MALFORMED,
    /// The bytes are right, but the model has no value for what they mean. Somebody else's entry.
    UNREPRESENTABLE,
    /// The kernel answered with an error number.
    REFUSED,
    /// The kernel's table changed during a dump (`NLM_F_DUMP_INTR`): ask again.
    INTERRUPTED
  }

  private final Kind kind;
  private final String message;
  private final int errno;
  private final String kernelMessage;
  private final int offset;

  private NetlinkError(Kind kind, String message, int errno, String kernelMessage, int offset) {
    super(message);
    this.kind = kind;
    this.message = message;
    this.errno = errno;
    this.kernelMessage = kernelMessage;
    this.offset = offset;
  }

  public static NetlinkError malformed(String message) {
    return new NetlinkError(Kind.MALFORMED, message, 0, "", 0);
  }

  public static NetlinkError unrepresentable(String message) {
    return new NetlinkError(Kind.UNREPRESENTABLE, message, 0, "", 0);
  }

  public static NetlinkError interrupted() {
    return new NetlinkError(Kind.INTERRUPTED, "the table changed during the dump", 0, "", 0);
  }

  /// @param errno positive
  /// @param kernelMessage the extended acknowledgement's text; empty when there was none
  /// @param offset of the attribute the kernel complains about, in the request; 0 when not told
  static NetlinkError refused(int errno, String kernelMessage, int offset) {
    String text = "errno " + errno + (kernelMessage.isEmpty() ? "" : ": " + kernelMessage);
    return new NetlinkError(Kind.REFUSED, text, errno, kernelMessage, offset);
  }

  @Override
  public String getMessage() {
    return message;
  }

  public Kind kind() {
    return kind;
  }

  public int errno() {
    return errno;
  }

  public String kernelMessage() {
    return kernelMessage;
  }

  public int offset() {
    return offset;
  }
}

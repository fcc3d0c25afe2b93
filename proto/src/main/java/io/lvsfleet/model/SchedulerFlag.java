package io.lvsfleet.model;

/// A flag of the `sh` and `mh` schedulers. Bits are `IP_VS_SVC_F_SCHED1` and `…SCHED2` of
/// `linux/ip_vs.h`; `ipvsadm -b` prints them as `sh-fallback` and `sh-port`.
public enum SchedulerFlag {
  /// Take another server when the hashed one has weight 0.
  FALLBACK(0x0008, "fallback"),
  /// Hash the source port too.
  PORT(0x0010, "port");

  private final int bit;
  private final String word;

  SchedulerFlag(int bit, String word) {
    this.bit = bit;
    this.word = word;
  }

  public int bit() {
    return bit;
  }

  public String word() {
    return word;
  }
}

package io.lvsfleet.model;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/// A scheduler of ip_vs; the lower-case name is the kernel module's (`ip_vs_wlc` …).
public enum Scheduler {
  RR,
  WRR,
  LC,
  WLC,
  LBLC,
  LBLCR,
  SH,
  MH,
  DH,
  FO,
  OVF,
  SED,
  NQ,
  TWOS;

  /// All names, for error messages.
  public static final String NAMES =
      Arrays.stream(values()).map(Scheduler::kernelName).collect(Collectors.joining(", "));

  public String kernelName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// Whether the scheduler reads [SchedulerFlag]s: only the source and Maglev hashes do.
  public boolean takesFlags() {
    return this == SH || this == MH;
  }
}

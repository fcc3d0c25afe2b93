package io.lvsfleet.model;

/// A transport protocol ip_vs balances, with its IANA protocol number and `ipvsadm` option.
public enum Protocol {
  TCP(6, "-t"),
  UDP(17, "-u"),
  SCTP(132, "--sctp-service");

  private final int number;
  private final String option;

  Protocol(int number, String option) {
    this.number = number;
    this.option = option;
  }

  public int number() {
    return number;
  }

  public String option() {
    return option;
  }
}

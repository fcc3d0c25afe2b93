package io.lvsfleet.agent.netlink.ipvs;

/// What ip_vs says about itself.
///
/// @param versionCode `IP_VS_VERSION_CODE`: one byte each for major, minor and patch
/// @param connectionTableSize buckets of the connection table
public record IpvsInfo(long versionCode, long connectionTableSize) {

  /// As `ipvsadm` prints it: `1.2.1`.
  public String version() {
    return ((versionCode >> 16) & 0xff)
        + "."
        + ((versionCode >> 8) & 0xff)
        + "."
        + (versionCode & 0xff);
  }
}

package io.lvsfleet.model;

/// The name of a kernel parameter in `sysctl`'s dotted form, for example
/// `net.ipv4.conf.all.arp_ignore`. Interface names with dots are written with a slash, as
/// `sysctl(8)` does: `net.ipv4.conf.eth0/10.arp_ignore`.
public record SysctlKey(String name) implements Comparable<SysctlKey> {

  public SysctlKey {
    if (!valid(name)) {
      throw new IllegalArgumentException("\"" + name + "\" is not a net.* kernel parameter");
    }
  }

  public static boolean valid(String name) {
    return name.matches("net(\\.[A-Za-z0-9_/@-]+)+");
  }

  @Override
  public int compareTo(SysctlKey other) {
    return name.compareTo(other.name);
  }

  @Override
  public String toString() {
    return name;
  }
}

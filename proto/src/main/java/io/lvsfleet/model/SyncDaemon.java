package io.lvsfleet.model;

import java.util.Locale;

/// A connection synchronisation daemon (`ipvsadm --start-daemon`). At most one of each role runs in
/// a network namespace.
///
/// @param interfaceName over which it multicasts
/// @param syncId 0 to 255; daemons of another id are not listened to
/// @param maxLength of a message in bytes, 1 to 65507
/// @param group multicast group
/// @param port UDP, 1 to 65535
/// @param ttl of the multicast packets, 1 to 255
public record SyncDaemon(
    Role role,
    String interfaceName,
    int syncId,
    int maxLength,
    IpAddress group,
    int port,
    int ttl) {

  /// `IP_VS_STATE_MASTER` and `IP_VS_STATE_BACKUP` of `linux/ip_vs.h`.
  public enum Role {
    MASTER(1),
    BACKUP(2);

    private final int number;

    Role(int number) {
      this.number = number;
    }

    public int number() {
      return number;
    }

    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// What ip_vs takes when nothing is said (`net/ip_vs.h`, `ip_vs_sync.c`).
  public static final IpAddress DEFAULT_GROUP = IpAddress.parse("224.0.0.81");

  public static final int DEFAULT_PORT = 8848;
  public static final int DEFAULT_TTL = 1;

  /// 65535 minus IPv4 and UDP headers.
  public static final int LONGEST_MESSAGE = 65_507;

  public SyncDaemon {
    InterfaceName.require(interfaceName);
    require("a sync id", syncId, 0, 255);
    require("a sync message's length", maxLength, 1, LONGEST_MESSAGE);
    require("a sync port", port, 1, Port.MAX);
    require("a sync TTL", ttl, 1, 255);
    if (!group.isMulticast()) {
      throw new IllegalArgumentException(group + " is no multicast group");
    }
  }

  private static void require(String what, int value, int lowest, int highest) {
    if (value < lowest || value > highest) {
      throw new IllegalArgumentException(
          what + " is " + lowest + " to " + highest + ", not " + value);
    }
  }

  /// In `ipvsadm`'s words, without the verb: `master --mcast-interface eth0 --syncid 1 …`.
  public String describe() {
    return role.word()
        + " --mcast-interface "
        + interfaceName
        + " --syncid "
        + syncId
        + " --sync-maxlen "
        + maxLength
        + " --mcast-group "
        + group
        + " --mcast-port "
        + port
        + " --mcast-ttl "
        + ttl;
  }
}

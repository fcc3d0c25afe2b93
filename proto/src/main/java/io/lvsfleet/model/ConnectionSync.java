package io.lvsfleet.model;

/// Connection synchronisation of a pair that fails over: which of the two daemons runs follows the
/// director's part.
///
/// @param syncId 0 to 255; the same on all directors of the cluster and on no other's link
/// @param maxLength see [SyncDaemon]; as a backup must be able to take it, at least 1024
public record ConnectionSync(
    String interfaceName, int syncId, int maxLength, IpAddress group, int port, int ttl) {

  public ConnectionSync {
    daemon(SyncDaemon.Role.BACKUP, interfaceName, syncId, maxLength, group, port, ttl);
  }

  public SyncDaemon daemon(SyncDaemon.Role role) {
    return daemon(role, interfaceName, syncId, maxLength, group, port, ttl);
  }

  private static SyncDaemon daemon(
      SyncDaemon.Role role,
      String interfaceName,
      int syncId,
      int maxLength,
      IpAddress group,
      int port,
      int ttl) {
    return new SyncDaemon(role, interfaceName, syncId, maxLength, group, port, ttl);
  }
}

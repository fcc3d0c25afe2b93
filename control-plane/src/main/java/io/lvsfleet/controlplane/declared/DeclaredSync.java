package io.lvsfleet.controlplane.declared;

import io.lvsfleet.model.AddressFamily;
import io.lvsfleet.model.ConnectionSync;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.SyncDaemon;
import org.jspecify.annotations.Nullable;

/// Connection synchronisation. The part a director plays in it follows from its role: one that is
/// alone sends what it knows to whoever listens.
///
/// @param interfaceName over which it multicasts
/// @param syncId not written means one is allocated
/// @param maxLength of a message; not written means as much as fits into an Ethernet frame
public record DeclaredSync(
    String interfaceName,
    @Nullable Integer syncId,
    @Nullable Integer maxLength,
    @Nullable IpAddress group,
    @Nullable Integer port,
    @Nullable Integer ttl) {

  /// 1500 bytes minus the headers of IP and UDP.
  private static final int FITS_IPV4 = 1472;

  private static final int FITS_IPV6 = 1452;

  public IpAddress effectiveGroup() {
    return group == null ? SyncDaemon.DEFAULT_GROUP : group;
  }

  public int effectivePort() {
    return port == null ? SyncDaemon.DEFAULT_PORT : port;
  }

  public int effectiveTtl() {
    return ttl == null ? SyncDaemon.DEFAULT_TTL : ttl;
  }

  public int effectiveMaxLength() {
    if (maxLength != null) {
      return maxLength;
    }
    return effectiveGroup().family() == AddressFamily.IPV4 ? FITS_IPV4 : FITS_IPV6;
  }

  /// Of directors that fail over.
  ///
  /// @param allocatedSyncId for one that writes none
  public ConnectionSync effective(int allocatedSyncId) {
    return new ConnectionSync(
        interfaceName,
        syncId == null ? allocatedSyncId : syncId,
        effectiveMaxLength(),
        effectiveGroup(),
        effectivePort(),
        effectiveTtl());
  }

  /// @param allocatedSyncId for one that writes none
  public SyncDaemon effective(SyncDaemon.Role role, int allocatedSyncId) {
    return new SyncDaemon(
        role,
        interfaceName,
        syncId == null ? allocatedSyncId : syncId,
        effectiveMaxLength(),
        effectiveGroup(),
        effectivePort(),
        effectiveTtl());
  }
}

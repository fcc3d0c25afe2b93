package io.lvsfleet.reconcile;

/// Which kernel table a ledger speaks of: a reboot or another network namespace is another table.
///
/// @param bootId `/proc/sys/kernel/random/boot_id`
/// @param networkNamespace inode of `/proc/self/ns/net`
public record HostIdentity(String bootId, long networkNamespace) {}

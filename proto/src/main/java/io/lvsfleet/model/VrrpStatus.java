package io.lvsfleet.model;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What a director says of one virtual router.
///
/// @param priority it has now: as declared, with what trackers and maintenance make of it
/// @param master who advertised last and is obeyed; the own source while master; null when unknown
/// @param sent advertisements since the agent's start
/// @param received valid advertisements
/// @param discarded packets that were none of this virtual router's
/// @param lastDiscard why and whose the last of them was; null for none
public record VrrpStatus(
    int priority,
    @Nullable IpAddress master,
    long sent,
    long received,
    long discarded,
    @Nullable Discard lastDiscard) {

  /// Why a packet was not heeded.
  public enum Reason {
    /// Cut short, or of a length that does not suit its own count of addresses.
    LENGTH,
    /// Neither 2 nor 3.
    VERSION,
    /// 2 where 3 is spoken, or the reverse.
    VERSION_MISMATCH,
    TYPE,
    CHECKSUM,
    /// Not 255: it came through a router, or is forged.
    TTL,
    /// Wrong or missing password, or an unknown kind of authentication.
    AUTHENTICATION,
    /// Another interval than ours, which version 2 does not allow.
    INTERVAL,
    /// Not for the same addresses: somebody else uses the id.
    ADDRESSES,
    /// Not from one of the unicast peers.
    UNKNOWN_PEER,
    /// From this director's own address, but not its own: an address is in use twice.
    OWN_SOURCE
  }

  public record Discard(Instant at, IpAddress sender, Reason reason, String detail) {}
}

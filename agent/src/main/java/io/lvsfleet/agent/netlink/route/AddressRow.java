package io.lvsfleet.agent.netlink.route;

import io.lvsfleet.model.IpAddress;

/// An address as one message of a dump tells it.
///
/// @param interfaceIndex see [Link#index]
/// @param scope `RT_SCOPE_*`
/// @param protocol who made it (`IFA_PROTO`); 0 when nobody said
public record AddressRow(
    int interfaceIndex, IpAddress address, int prefixLength, int scope, long flags, int protocol) {}

package io.lvsfleet.agent.vrrp;

import io.lvsfleet.agent.vrrp.AdvertisementCodec.Reading;
import io.lvsfleet.model.LocalAddress;
import io.lvsfleet.model.VrrpInstance;
import io.lvsfleet.model.VrrpStatus.Reason;

/// Whether a packet with a virtual router's id is an advertisement of that virtual router (RFC 9568
/// section 7.1, RFC 3768 section 7.1).
final class Reception {

  /// No packet of a link's neighbour has any other: routers count it down (RFC 5082).
  private static final int TTL = 255;

  private Reception() {}

  static Reading judge(Router router, VrrpEvent.Packet packet) {
    VrrpInstance own = router.instance();
    if (packet.sender().equals(router.source())) {
      return bad(Reason.OWN_SOURCE, "from this director's own address");
    }
    if (own.unicast() && !own.unicastPeers().contains(packet.sender())) {
      return bad(Reason.UNKNOWN_PEER, "the peers are " + own.unicastPeers());
    }
    // Unicast peers may have routers between them.
    if (!own.unicast() && packet.ttl() != TTL) {
      return bad(Reason.TTL, "TTL " + packet.ttl());
    }
    return switch (AdvertisementCodec.read(
        packet.payload(), packet.sender(), packet.destination())) {
      case Reading.Bad bad -> bad;
      case Reading.Good good -> judge(own, good);
    };
  }

  private static Reading judge(VrrpInstance own, Reading.Good good) {
    Advertisement heard = good.advertisement();
    if (heard.version() != own.version()) {
      return bad(Reason.VERSION_MISMATCH, "version " + heard.version());
    }
    if (own.password() == null && heard.password() != null) {
      return bad(Reason.AUTHENTICATION, "a password where none is used");
    }
    if (own.password() != null && !own.password().equals(heard.password())) {
      return bad(
          Reason.AUTHENTICATION, heard.password() == null ? "no password" : "another password");
    }
    if (own.version() == 2 && !heard.interval().equals(own.advertisementInterval())) {
      return bad(Reason.INTERVAL, "advertises every " + heard.interval().toSeconds() + " s");
    }
    // Some in common: the directors are between two revisions. To be deaf then would make two
    // masters.
    if (own.addresses().stream()
        .map(LocalAddress::address)
        .noneMatch(heard.addresses()::contains)) {
      return bad(Reason.ADDRESSES, "for " + heard.addresses());
    }
    return good;
  }

  private static Reading bad(Reason reason, String detail) {
    return new Reading.Bad(reason, detail);
  }
}

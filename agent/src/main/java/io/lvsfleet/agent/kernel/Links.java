package io.lvsfleet.agent.kernel;

import static io.lvsfleet.agent.netlink.route.RouteConstants.RTM_GETLINK;

import io.lvsfleet.agent.core.port.KernelException;
import io.lvsfleet.agent.netlink.NetlinkError;
import io.lvsfleet.agent.netlink.NetlinkMessage;
import io.lvsfleet.agent.netlink.route.Link;
import io.lvsfleet.agent.netlink.route.LinkCodec;
import io.lvsfleet.agent.sys.Errno;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The interfaces, asked over somebody's route connection.
final class Links {

  private final NetlinkConnection connection;

  Links(NetlinkConnection connection) {
    this.connection = connection;
  }

  List<Link> all() throws KernelException {
    String what = "list the interfaces";
    try {
      List<Link> links = new ArrayList<>();
      for (NetlinkMessage message : connection.dump(what, RTM_GETLINK, LinkCodec.writeGetAll())) {
        links.add(LinkCodec.read(message));
      }
      return links;
    } catch (NetlinkError e) {
      throw KernelErrors.of(what, e, Advice::none);
    }
  }

  /// @param what the operation it is needed for
  Link named(String what, String name) throws KernelException {
    Optional<NetlinkMessage> answer = message(what, name);
    if (answer.isEmpty()) {
      throw new KernelException(what, "ENODEV", "there is no interface " + name);
    }
    try {
      return LinkCodec.read(answer.get());
    } catch (NetlinkError e) {
      throw KernelErrors.of(what, e, Advice::none);
    }
  }

  /// All the kernel says of an interface; empty when there is none of the name.
  Optional<NetlinkMessage> message(String what, String name) throws KernelException {
    return one(what, LinkCodec.writeName(name));
  }

  /// Empty when there is none any more.
  Optional<String> name(String what, int index) throws KernelException {
    Optional<NetlinkMessage> answer = one(what, LinkCodec.writeGet(index));
    try {
      return answer.isEmpty() ? Optional.empty() : Optional.of(LinkCodec.read(answer.get()).name());
    } catch (NetlinkError e) {
      throw KernelErrors.of(what, e, Advice::none);
    }
  }

  private Optional<NetlinkMessage> one(String what, ByteBuffer payload) throws KernelException {
    try {
      List<NetlinkMessage> answer = connection.request(what, RTM_GETLINK, 0, payload);
      if (answer.isEmpty()) {
        throw new KernelException(what, "EPROTO", "no answer about an interface");
      }
      return Optional.of(answer.getFirst());
    } catch (NetlinkError e) {
      if (e.kind() == NetlinkError.Kind.REFUSED && Errno.name(e.errno()).equals("ENODEV")) {
        return Optional.empty();
      }
      throw KernelErrors.of(what, e, Advice::none);
    }
  }
}

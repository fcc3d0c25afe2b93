package io.lvsfleet.agent.netlink;

import static io.lvsfleet.agent.netlink.NetlinkConstants.NLMSGERR_ATTR_MSG;
import static io.lvsfleet.agent.netlink.NetlinkConstants.NLMSGERR_ATTR_OFFS;
import static io.lvsfleet.agent.netlink.NetlinkConstants.NLMSG_DONE;
import static io.lvsfleet.agent.netlink.NetlinkConstants.NLMSG_ERROR;
import static io.lvsfleet.agent.netlink.NetlinkConstants.NLMSG_NOOP;
import static io.lvsfleet.agent.netlink.NetlinkConstants.NLMSG_OVERRUN;
import static io.lvsfleet.agent.netlink.NetlinkConstants.NLM_F_ACK_TLVS;
import static io.lvsfleet.agent.netlink.NetlinkConstants.NLM_F_CAPPED;
import static io.lvsfleet.agent.netlink.NetlinkConstants.NLM_F_DUMP_INTR;
import static io.lvsfleet.agent.netlink.NetlinkConstants.align;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// Gathers the answer to one request out of what arrives.
///
/// An answer is complete with `NLMSG_DONE` (a dump) or `NLMSG_ERROR` (anything asked with
/// `NLM_F_ACK`; error number 0 is the acknowledgement). What carries another sequence number
/// belongs to a request that was given up and is dropped.
public final class ReplyCollector {

  /// A bound on memory: ten times the largest table this program is made for.
  private static final int MAX_REPLIES = 1_000_000;

  private final int sequence;
  private final Predicate<NetlinkMessage> kept;
  private final List<NetlinkMessage> replies = new ArrayList<>();
  private boolean interrupted;

  public ReplyCollector(int sequence) {
    this(sequence, _ -> true);
  }

  /// @param kept which messages are worth keeping, of a dump that may be far longer
  public ReplyCollector(int sequence, Predicate<NetlinkMessage> kept) {
    this.sequence = sequence;
    this.kept = kept;
  }

  /// @return whether the answer is complete
  /// @throws NetlinkError what the kernel refused, a torn dump, or bytes that are none of these
  public boolean accept(NetlinkMessage message) throws NetlinkError {
    if (message.sequence() != sequence) {
      return false;
    }
    interrupted |= message.type() != NLMSG_ERROR && message.has(NLM_F_DUMP_INTR);
    return switch (message.type()) {
      case NLMSG_NOOP -> false;
      case NLMSG_OVERRUN -> throw NetlinkError.malformed("the kernel says data were lost");
      case NLMSG_ERROR -> {
        int headers = message.has(NLM_F_CAPPED) ? NetlinkMessage.HEADER : requestLength(message);
        throwRefusal(message, 4 + headers);
        yield true;
      }
      case NLMSG_DONE -> {
        throwRefusal(message, 4);
        if (interrupted) {
          throw NetlinkError.interrupted();
        }
        yield true;
      }
      default -> {
        if (kept.test(message)) {
          if (replies.size() == MAX_REPLIES) {
            throw NetlinkError.malformed("more than " + MAX_REPLIES + " messages in one answer");
          }
          replies.add(message);
        }
        yield false;
      }
    };
  }

  public List<NetlinkMessage> replies() {
    return List.copyOf(replies);
  }

  /// `struct nlmsgerr` repeats the request; its header says how long it was.
  private static int requestLength(NetlinkMessage message) throws NetlinkError {
    message.requirePayload(4 + NetlinkMessage.HEADER);
    int length = message.payload().getInt(4);
    // A success repeats the header alone, a failure the whole request.
    return length < 0 || message.payload().getInt(0) == 0 ? NetlinkMessage.HEADER : align(length);
  }

  private static void throwRefusal(NetlinkMessage message, int attributesAt) throws NetlinkError {
    message.requirePayload(4);
    int error = message.payload().getInt(0);
    if (error == 0) {
      return;
    }
    if (error > 0 || error == Integer.MIN_VALUE) {
      throw NetlinkError.malformed("an error number of the kernel is negative, not " + error);
    }
    String text = "";
    int offset = 0;
    if (message.has(NLM_F_ACK_TLVS) && attributesAt <= message.payload().remaining()) {
      AttributeReader reader = message.attributes(attributesAt);
      while (reader.next()) {
        switch (reader.type()) {
          case NLMSGERR_ATTR_MSG -> text = reader.string();
          case NLMSGERR_ATTR_OFFS -> offset = reader.s32();
          default -> {} // newer kernels say more
        }
      }
      // A damaged explanation must not hide the error itself, so it is not asked for its end.
    }
    throw NetlinkError.refused(-error, text, offset);
  }
}

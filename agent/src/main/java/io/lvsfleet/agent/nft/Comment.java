package io.lvsfleet.agent.nft;

import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.Ipv4Address;
import io.lvsfleet.model.PacketRule;
import io.lvsfleet.model.PacketRule.ArpSilence;
import io.lvsfleet.model.PacketRule.Mark;
import io.lvsfleet.model.PacketRule.Masquerade;
import io.lvsfleet.model.PacketRule.SegmentLimit;
import io.lvsfleet.model.Prefix;
import io.lvsfleet.model.Protocol;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The comment a rule carries in the kernel: [PacketRule#describe]. It says which rule this claims
/// to be; whether it is that rule is decided by what it does.
final class Comment {

  private static final Pattern MASQUERADE =
      Pattern.compile("masquerade ([^ ]+)(?: out ([^ ]+))?(?: to ([^ ]+))?");
  private static final Pattern MARK =
      Pattern.compile(
          "mark ([0-9]{1,10}) (tcp|udp|sctp) to ([^ -]+)(?:-([^ ]+))?"
              + "(?: port ([0-9]{1,5})(?:-([0-9]{1,5}))?)?");
  private static final Pattern ARP_SILENCE = Pattern.compile("arp-silence ([^ ]+) ask as ([^ ]+)");
  private static final Pattern SEGMENT_LIMIT =
      Pattern.compile("segment-limit ([^ ]+) ([0-9]{1,5})");

  private Comment() {}

  /// Empty for a comment that is none of ours.
  static Optional<PacketRule> read(String comment) {
    try {
      return Optional.of(parse(comment)).filter(rule -> rule.describe().equals(comment));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  private static PacketRule parse(String comment) {
    Matcher masquerade = MASQUERADE.matcher(comment);
    if (masquerade.matches()) {
      String to = masquerade.group(3);
      return new Masquerade(
          Prefix.parse(masquerade.group(1)),
          masquerade.group(2),
          to == null ? null : IpAddress.parse(to));
    }
    Matcher mark = MARK.matcher(comment);
    if (mark.matches()) {
      return mark(mark);
    }
    Matcher silence = ARP_SILENCE.matcher(comment);
    if (silence.matches()
        && IpAddress.parse(silence.group(1)) instanceof Ipv4Address virtualIp
        && IpAddress.parse(silence.group(2)) instanceof Ipv4Address own) {
      return new ArpSilence(virtualIp, own);
    }
    Matcher limit = SEGMENT_LIMIT.matcher(comment);
    if (limit.matches()) {
      return new SegmentLimit(IpAddress.parse(limit.group(1)), Integer.parseInt(limit.group(2)));
    }
    throw new IllegalArgumentException("\"" + comment + "\" names no packet rule");
  }

  private static Mark mark(Matcher words) {
    IpAddress first = IpAddress.parse(words.group(3));
    String last = words.group(4);
    String firstPort = words.group(5);
    String lastPort = words.group(6);
    return new Mark(
        Long.parseLong(words.group(1)),
        Protocol.valueOf(words.group(2).toUpperCase(Locale.ROOT)),
        first,
        last == null ? first : IpAddress.parse(last),
        firstPort == null ? 0 : Integer.parseInt(firstPort),
        lastPort != null
            ? Integer.parseInt(lastPort)
            : firstPort == null ? 0 : Integer.parseInt(firstPort));
  }
}

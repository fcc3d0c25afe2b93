package io.lvsfleet.controlplane.document;

import io.lvsfleet.controlplane.declared.AddressRange;
import io.lvsfleet.controlplane.declared.Listen;
import io.lvsfleet.controlplane.declared.MarkMatch;
import io.lvsfleet.controlplane.declared.MarkMatch.Destination;
import io.lvsfleet.controlplane.declared.Pointer;
import io.lvsfleet.controlplane.declared.PortRange;
import io.lvsfleet.controlplane.declared.Rule;
import io.lvsfleet.model.AddressFamily;
import io.lvsfleet.model.Port;
import io.lvsfleet.model.Protocol;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads what a virtual service accepts.
final class ListenReader {

  private static final Pattern PORTS = Pattern.compile("([0-9]{1,5})(?:-([0-9]{1,5}))?");

  private static final int MOST_PORTS = 64;

  private final Problems problems;

  ListenReader(Problems problems) {
    this.problems = problems;
  }

  /// Null when something is missing without which nothing can be said of it.
  @Nullable Listen read(Fields service) {
    service.require("listen", "a virtual IP and a port, or a firewall mark");
    Fields fields = service.mapping("listen");
    if (fields == null) {
      return null;
    }
    boolean onMark = fields.has("firewallMark") || fields.has("match");
    boolean onVirtualIp = fields.has("virtualIp");
    if (onMark == onVirtualIp) {
      problems.add(
          onMark ? Rule.ONE_OF : Rule.REQUIRED,
          service.at("listen"),
          "either virtualIp with a port, or firewallMark, match or both are needed");
    }
    Listen listen = onMark ? onFirewallMark(fields) : onVirtualIp(fields);
    fields.done();
    return onMark == onVirtualIp ? null : listen;
  }

  private @Nullable Listen onFirewallMark(Fields fields) {
    boolean marked = fields.has("firewallMark");
    Long mark = fields.number("firewallMark", 1, 0xffff_ffffL, Rule.MARK_RANGE, "a firewall mark");
    AddressFamily family = fields.word("family", Words.FAMILIES, Rule.UNKNOWN_VALUE);
    for (String field : List.of("protocol", "port")) {
      if (fields.has(field)) {
        problems.add(
            Rule.ONE_OF, fields.at(field), "a firewall mark has no " + field + "; its match has");
      }
    }
    fields.has("virtualIp"); // together with a mark: said above
    List<MarkMatch> match = match(fields);
    return (marked && mark == null) || (!marked && match.isEmpty())
        ? null
        : new Listen.OnFirewallMark(mark, family, match);
  }

  private List<MarkMatch> match(Fields fields) {
    List<Value> elements = fields.sequence("match");
    if (fields.value("match") instanceof Value.Sequence && elements.isEmpty()) {
      problems.add(
          Rule.REQUIRED, fields.at("match"), "at least one; without match somebody else marks");
    }
    List<MarkMatch> matches = new ArrayList<>();
    for (int i = 0; i < elements.size(); i++) {
      Fields one = Fields.of(elements.get(i), fields.at("match").then(i), problems);
      MarkMatch match = one == null ? null : match(one, one.at());
      if (match != null) {
        matches.add(match);
      }
    }
    return matches;
  }

  private @Nullable MarkMatch match(Fields fields, Pointer at) {
    boolean both = fields.has("virtualIp") && fields.has("addresses");
    boolean none = !fields.has("virtualIp") && !fields.has("addresses");
    if (both || none) {
      problems.add(
          both ? Rule.ONE_OF : Rule.REQUIRED, at, "either virtualIp or addresses is needed");
    }
    String virtualIp = fields.text("virtualIp");
    AddressRange range = range(fields);
    Protocol protocol = fields.word("protocol", Words.PROTOCOLS, Rule.UNKNOWN_VALUE);
    List<PortRange> ports = ports(fields);
    fields.done();
    if (both || (virtualIp == null && range == null)) {
      return null;
    }
    return new MarkMatch(
        range == null
            ? new Destination.ToVirtualIp(java.util.Objects.requireNonNull(virtualIp))
            : new Destination.ToAddresses(range),
        protocol,
        ports);
  }

  private @Nullable AddressRange range(Fields fields) {
    String text = fields.text("addresses");
    AddressRange range = text == null ? null : AddressRange.tryParse(text).orElse(null);
    if (text != null && range == null) {
      problems.add(
          Rule.ADDRESS_RANGE,
          fields.at("addresses"),
          "\"" + text + "\" is not an address, a network without host bits or FIRST-LAST");
    }
    return range;
  }

  private List<PortRange> ports(Fields fields) {
    Value value = fields.value("ports");
    String text = value == null ? null : Fields.text(value);
    List<PortRange> ports = new ArrayList<>();
    if (value != null && text == null) {
      Fields.wrongType(value, fields.at("ports"), "a text like 80,443,8000-8099", problems);
    }
    if (text == null) {
      return ports;
    }
    String[] parts = text.split(",", -1);
    if (parts.length > MOST_PORTS) {
      problems.add(
          Rule.COUNT_RANGE,
          fields.at("ports"),
          "a match has at most " + MOST_PORTS + " ports and ranges, not " + parts.length);
      return List.of();
    }
    for (String part : parts) {
      Matcher matcher = PORTS.matcher(part.strip());
      int first = matcher.matches() ? Integer.parseInt(matcher.group(1)) : 0;
      String end = first == 0 ? null : matcher.group(2);
      int last = end == null ? first : Integer.parseInt(end);
      if (first < 1 || last < first || last > Port.MAX) {
        problems.add(
            Rule.PORTS,
            fields.at("ports"),
            "\"" + part.strip() + "\" is neither a port (1 to 65535) nor a range like 8000-8099");
        return List.of();
      }
      ports.add(new PortRange(first, last));
    }
    return ports;
  }

  private @Nullable Listen onVirtualIp(Fields fields) {
    String virtualIp = fields.text("virtualIp");
    if (fields.has("virtualIp")) {
      fields.require("port", "0 for every port");
    }
    Integer port = fields.integer("port", 0, Port.MAX, Rule.PORT_RANGE, "a port");
    if (fields.has("family")) {
      problems.add(Rule.ONE_OF, fields.at("family"), "the virtual IP decides about the family");
    }
    Protocol protocol = fields.word("protocol", Words.PROTOCOLS, Rule.UNKNOWN_VALUE);
    return virtualIp == null || port == null
        ? null
        : new Listen.OnVirtualIp(virtualIp, protocol, port);
  }
}

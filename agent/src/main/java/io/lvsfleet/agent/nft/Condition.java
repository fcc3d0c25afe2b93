package io.lvsfleet.agent.nft;

import io.lvsfleet.model.AddressFamily;
import io.lvsfleet.model.IpAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Whether a packet fits one condition of a rule. What is not understood is [Match#UNKNOWN].
final class Condition {

  private static final Map<String, Integer> PROTOCOLS =
      Map.ofEntries(
          Map.entry("icmp", 1),
          Map.entry("ipencap", 4),
          Map.entry("ipip", 4),
          Map.entry("tcp", 6),
          Map.entry("udp", 17),
          Map.entry("ipv6", 41),
          Map.entry("gre", 47),
          Map.entry("esp", 50),
          Map.entry("ah", 51),
          Map.entry("ipv6-icmp", 58),
          Map.entry("icmpv6", 58),
          Map.entry("sctp", 132));

  private static final Map<String, Integer> TCP_FLAGS =
      Map.of("fin", 1, "syn", 2, "rst", 4, "psh", 8, "ack", 16, "urg", 32, "ecn", 64, "cwr", 128);

  private static final Set<String> PORTED = Set.of("tcp", "udp", "sctp", "udplite", "dccp");

  private final Passage packet;
  private final Set<String> states;
  private final Function<String, Optional<List<Json>>> sets;
  private final boolean marked;
  private boolean namesTarget;

  /// @param states which the connection may have by now
  /// @param sets the elements of a named set; empty when there is none of that name
  /// @param marked whether a rule before may have changed the mark
  Condition(
      Passage packet,
      Set<String> states,
      Function<String, Optional<List<Json>>> sets,
      boolean marked) {
    this.packet = packet;
    this.states = states;
    this.sets = sets;
    this.marked = marked;
  }

  static String protocolName(int number) {
    return switch (number) {
      case 4 -> "ipencap";
      case 6 -> "tcp";
      case 17 -> "udp";
      case 41 -> "ipv6";
      case 47 -> "gre";
      case 132 -> "sctp";
      default -> Integer.toString(number);
    };
  }

  /// Whether a condition so far was about where exactly this packet goes (or, an answer, comes
  /// from): whoever wrote it had the service in mind.
  boolean namesTarget() {
    return namesTarget;
  }

  Match match(Json match) {
    Json left = match.get("left");
    Json right = match.get("right");
    if (left == null || right == null) {
      return Match.UNKNOWN;
    }
    return switch (match.text("op")) {
      case "==", "in" -> fits(left, right);
      case "!=" -> fits(left, right).not();
      case "<", "<=", ">", ">=" -> order(match.text("op"), left, right);
      default -> Match.UNKNOWN;
    };
  }

  /// A key and what it may be: a value, a range, a set.
  Match fits(Json left, Json right) {
    return switch (right) {
      case Json.Text(String name) when name.startsWith("@") ->
          sets.apply(name.substring(1)).map(elements -> any(left, elements)).orElse(Match.UNKNOWN);
      case Json.Text(String any) when any.equals("*") -> Match.YES;
      default -> {
        Json inner = right.get("set");
        Json element = right.get("elem");
        Json val = element == null ? null : element.get("val");
        if (inner instanceof Json.Array(List<Json> elements)) {
          yield any(left, elements);
        }
        if (val != null) {
          yield fits(left, val);
        }
        yield value(left, right);
      }
    };
  }

  private Match any(Json left, List<Json> elements) {
    Match match = Match.NO;
    for (Json element : elements) {
      match = match.or(fits(left, element));
    }
    return match;
  }

  private Match value(Json left, Json right) {
    String kind = left.only().map(Map.Entry::getKey).orElse("");
    Json content = left.only().map(Map.Entry::getValue).orElse(left);
    return switch (kind) {
      case "payload" -> payload(content.text("protocol"), content.text("field"), right);
      case "meta" -> meta(content.text("key"), right);
      case "ct" -> tracked(content.text("key"), right);
      case "fib" -> fib(content, right);
      case "concat" -> concatenated(content, right);
      case "&" -> masked(content, right);
      default -> Match.UNKNOWN;
    };
  }

  private Match concatenated(Json left, Json right) {
    Json tuple = right.get("concat");
    if (!(left instanceof Json.Array(List<Json> keys))
        || !(tuple instanceof Json.Array(List<Json> values))
        || keys.size() != values.size()) {
      return Match.UNKNOWN;
    }
    Match match = Match.YES;
    for (int i = 0; i < keys.size(); i++) {
      match = match.and(fits(keys.get(i), values.get(i)));
    }
    return match;
  }

  private Match payload(String protocol, String field, Json right) {
    String ip = packet.family() == AddressFamily.IPV4 ? "ip" : "ip6";
    boolean answer = packet.stage() == Passage.Stage.ANSWERING;
    if (protocol.equals("ip") || protocol.equals("ip6")) {
      if (!protocol.equals(ip)) {
        return Match.NO;
      }
      return switch (field) {
        case "saddr" -> target(in(packet.source(), right, Condition::address), answer);
        case "daddr" -> target(in(packet.destination(), right, Condition::address), !answer);
        case "protocol", "nexthdr" -> in(Span.of(packet.protocol()), right, Condition::protocol);
        default -> Match.UNKNOWN;
      };
    }
    boolean ported = PORTED.contains(protocolName(packet.protocol()));
    if (protocol.equals("th") ? !ported : !isProtocol(protocol)) {
      return PROTOCOLS.containsKey(protocol) || PORTED.contains(protocol) || protocol.equals("th")
          ? Match.NO
          : Match.UNKNOWN;
    }
    return switch (field) {
      case "sport" -> target(in(packet.sourcePort(), right, Condition::number), answer);
      case "dport" -> target(in(packet.destinationPort(), right, Condition::number), !answer);
      case "flags" ->
          flags(right).map(mask -> of((packet.flags() & mask) != 0)).orElse(Match.UNKNOWN);
      default -> Match.UNKNOWN;
    };
  }

  private boolean isProtocol(String name) {
    return Integer.valueOf(packet.protocol()).equals(PROTOCOLS.get(name));
  }

  private Match target(Match match, boolean isTarget) {
    namesTarget |= isTarget && match == Match.YES;
    return match;
  }

  private static Match of(boolean fits) {
    return fits ? Match.YES : Match.NO;
  }

  private Match meta(String key, Json right) {
    return switch (key) {
      case "l4proto" -> in(Span.of(packet.protocol()), right, Condition::protocol);
      case "nfproto" ->
          right.equals(Json.of(packet.family() == AddressFamily.IPV4 ? "ipv4" : "ipv6"))
              ? Match.YES
              : Match.NO;
      case "iif", "iifname" -> device(packet.in(), right);
      case "oif", "oifname" ->
          packet.stage() == Passage.Stage.ARRIVING ? Match.NO : device(null, right);
      case "pkttype" -> of(right.equals(Json.of("host")));
      case "mark" -> {
        Long mark = packet.mark();
        yield mark == null || marked ? Match.UNKNOWN : in(Span.of(mark), right, Condition::wide);
      }
      default -> Match.UNKNOWN;
    };
  }

  /// No client is on the loopback device.
  private static Match device(@Nullable String name, Json right) {
    if (!(right instanceof Json.Text(String wanted))) {
      return Match.UNKNOWN;
    }
    if (wanted.equals("lo")) {
      return Match.NO;
    }
    if (name == null) {
      return Match.UNKNOWN;
    }
    return of(
        (wanted.endsWith("*") && !wanted.endsWith("\\*"))
            ? name.startsWith(wanted.substring(0, wanted.length() - 1))
            : name.equals(wanted.replace("\\*", "*")));
  }

  private Match tracked(String key, Json right) {
    List<Json> names = right instanceof Json.Array(List<Json> many) ? many : List.of(right);
    Set<String> wanted = new HashSet<>();
    for (Json name : names) {
      if (!(name instanceof Json.Text(String text))) {
        return Match.UNKNOWN;
      }
      wanted.add(text);
    }
    return switch (key) {
      case "state" -> {
        long fitting = states.stream().filter(wanted::contains).count();
        yield fitting == 0 ? Match.NO : fitting == states.size() ? Match.YES : Match.UNKNOWN;
      }
      // Nothing has been translated yet.
      case "status" -> Set.of("dnat", "snat").containsAll(wanted) ? Match.NO : Match.UNKNOWN;
      default -> Match.UNKNOWN;
    };
  }

  /// A virtual IP is one of the director's own addresses; where a client comes from depends on it.
  private Match fib(Json content, Json right) {
    List<Json> flags = content.elements("flags");
    if (flags.contains(Json.of("saddr"))) {
      return Match.SOME;
    }
    boolean local = right.equals(Json.of("local"));
    if (!content.text("result").equals("type") || !flags.contains(Json.of("daddr"))) {
      return Match.UNKNOWN;
    }
    return switch (packet.stage()) {
      case ARRIVING -> of(local);
      case ANSWERING -> local ? Match.NO : Match.UNKNOWN;
      case LEAVING -> Match.UNKNOWN;
    };
  }

  /// `tcp flags & (fin | syn) == syn`.
  private Match masked(Json content, Json right) {
    if (!(content instanceof Json.Array(List<Json> both)) || both.size() != 2) {
      return Match.UNKNOWN;
    }
    Json payload = both.getFirst().get("payload");
    if (payload == null || !payload.text("field").equals("flags")) {
      return Match.UNKNOWN;
    }
    if (!isProtocol("tcp")) {
      return Match.NO;
    }
    Optional<Integer> mask = flags(both.getLast());
    Optional<Integer> value = flags(right);
    return mask.isEmpty() || value.isEmpty()
        ? Match.UNKNOWN
        : of((packet.flags() & mask.get()) == value.get());
  }

  private static Optional<Integer> flags(Json json) {
    return switch (json) {
      case Json.Text(String name) -> Optional.ofNullable(TCP_FLAGS.get(name));
      case Json.Numeral(long bits) -> Optional.of((int) bits);
      case Json.Array(List<Json> many) -> union(many);
      case Json.Mapping _ when json.get("|") instanceof Json.Array(List<Json> many) -> union(many);
      case Json.Mapping _, Json.Truth _, Json.Null _ -> Optional.empty();
    };
  }

  private static Optional<Integer> union(List<Json> many) {
    int bits = 0;
    for (Json one : many) {
      Optional<Integer> flag = flags(one);
      if (flag.isEmpty()) {
        return flag;
      }
      bits |= flag.get();
    }
    return Optional.of(bits);
  }

  /// Of ports only; the rest is not worth it.
  private Match order(String operator, Json left, Json right) {
    if (!(right instanceof Json.Numeral(long bound)) || left.get("payload") == null) {
      return Match.UNKNOWN;
    }
    long first = operator.equals(">") ? bound + 1 : operator.equals(">=") ? bound : 0;
    long last = operator.equals("<") ? bound - 1 : operator.equals("<=") ? bound : 65_535;
    return first > last
        ? Match.NO
        : fits(left, Json.object("range", Json.array(Json.of(first), Json.of(last))));
  }

  private static <T extends Comparable<? super T>> Match in(
      Span<T> value, Json right, Function<Json, Optional<T>> read) {
    BiFunction<Json, Json, Optional<Span<T>>> span =
        (first, last) ->
            read.apply(first).flatMap(a -> read.apply(last).map(b -> new Span<>(a, b)));
    Json range = right.get("range");
    Optional<Span<T>> wanted =
        range instanceof Json.Array(List<Json> ends) && ends.size() == 2
            ? span.apply(ends.getFirst(), ends.getLast())
            : span.apply(right, right);
    return wanted.map(value::in).orElse(Match.UNKNOWN);
  }

  private static Optional<IpAddress> address(Json json) {
    return json instanceof Json.Text(String text) ? IpAddress.tryParse(text) : Optional.empty();
  }

  private static Optional<Integer> number(Json json) {
    return wide(json).filter(number -> number <= 65_535).map(Long::intValue);
  }

  private static Optional<Long> wide(Json json) {
    return json instanceof Json.Numeral(long number) && number >= 0
        ? Optional.of(number)
        : Optional.empty();
  }

  private static Optional<Integer> protocol(Json json) {
    return json instanceof Json.Text(String name)
        ? Optional.ofNullable(PROTOCOLS.get(name))
        : number(json);
  }
}

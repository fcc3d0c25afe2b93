package io.lvsfleet.agent.nft;

import io.lvsfleet.model.AddressFamily;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.PacketRule;
import io.lvsfleet.model.PacketRule.ArpSilence;
import io.lvsfleet.model.PacketRule.Mark;
import io.lvsfleet.model.PacketRule.Masquerade;
import io.lvsfleet.model.PacketRule.SegmentLimit;
import io.lvsfleet.model.PacketRule.Unknown;
import io.lvsfleet.model.Prefix;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// One rule in one of our chains. A [PacketRule] may need several; each carries it as its comment.
///
/// Written in the form in which `nft` lists it, so that reading back is mostly comparing.
record OwnRule(OwnTable table, OwnChain chain, String comment, List<Json> statements) {

  OwnRule {
    statements = List.copyOf(statements);
  }

  /// @throws IllegalArgumentException for what can only be observed
  static List<OwnRule> of(PacketRule rule) {
    return switch (rule) {
      case Masquerade masquerade -> masquerade(masquerade);
      case Mark mark -> mark(mark);
      case ArpSilence silence -> silence(silence);
      case SegmentLimit limit -> segmentLimit(limit);
      case Unknown unknown ->
          throw new IllegalArgumentException("\"" + unknown.describe() + "\" cannot be wanted");
    };
  }

  /// What stays within the network is left alone: the director's own packets to the real servers.
  private static List<OwnRule> masquerade(Masquerade rule) {
    Prefix source = rule.source();
    List<Json> statements = new ArrayList<>();
    if (source.length() > 0) {
      statements.add(match("==", address(source.family(), "saddr"), prefix(source)));
      statements.add(match("!=", address(source.family(), "daddr"), prefix(source)));
    }
    String out = rule.out();
    if (out != null) {
      // nft takes an asterisk at the end for "whatever follows".
      String name = out.endsWith("*") ? out.substring(0, out.length() - 1) + "\\*" : out;
      statements.add(match("==", meta("oifname"), Json.of(name)));
    }
    IpAddress to = rule.to();
    statements.add(
        to == null
            ? Json.object("masquerade", new Json.Null())
            : Json.object("snat", Json.object("addr", Json.of(to.toString()))));
    OwnTable table = OwnTable.of(source.family());
    return List.of(new OwnRule(table, OwnChain.SOURCE_NAT, rule.describe(), statements));
  }

  private static List<OwnRule> mark(Mark rule) {
    AddressFamily family = rule.first().family();
    String protocol = rule.protocol().name().toLowerCase(Locale.ROOT);
    List<Json> statements = new ArrayList<>();
    if (rule.firstPort() == 0) {
      statements.add(match("==", meta("l4proto"), Json.of(protocol)));
    }
    statements.add(
        match(
            "==",
            address(family, "daddr"),
            range(Json.of(rule.first().toString()), Json.of(rule.last().toString()))));
    if (rule.firstPort() != 0) {
      statements.add(
          match(
              "==",
              payload(protocol, "dport"),
              range(Json.of(rule.firstPort()), Json.of(rule.lastPort()))));
    }
    statements.add(set(meta("mark"), Json.of(rule.mark())));
    OwnTable table = OwnTable.of(family);
    return List.of(
        new OwnRule(table, OwnChain.MARK_PREROUTING, rule.describe(), statements),
        new OwnRule(table, OwnChain.MARK_OUTPUT, rule.describe(), statements));
  }

  private static List<OwnRule> silence(ArpSilence rule) {
    Json virtualIp = Json.of(rule.virtualIp().toString());
    Json sender = payload("arp", "saddr ip");
    return List.of(
        new OwnRule(
            OwnTable.ARP,
            OwnChain.ARP_INPUT,
            rule.describe(),
            List.of(
                match("==", payload("arp", "daddr ip"), virtualIp),
                Json.object("drop", new Json.Null()))),
        new OwnRule(
            OwnTable.ARP,
            OwnChain.ARP_OUTPUT,
            rule.describe(),
            List.of(match("==", sender, virtualIp), set(sender, Json.of(rule.own().toString())))));
  }

  /// The kernel lowers the size and never raises it (`nft_exthdr_tcp_set_eval`).
  private static List<OwnRule> segmentLimit(SegmentLimit rule) {
    AddressFamily family = rule.virtualIp().family();
    Json synOfFlags = Json.object("&", Json.array(payload("tcp", "flags"), Json.of("syn")));
    Json size =
        Json.object("tcp option", Json.object("name", Json.of("maxseg"), "field", Json.of("size")));
    return List.of(
        new OwnRule(
            OwnTable.of(family),
            OwnChain.SEGMENT_LIMIT,
            rule.describe(),
            List.of(
                match("==", address(family, "saddr"), Json.of(rule.virtualIp().toString())),
                match("==", synOfFlags, Json.of("syn")),
                set(size, Json.of(rule.bytes())))));
  }

  private static Json match(String operator, Json left, Json right) {
    return Json.object("match", Json.object("op", Json.of(operator), "left", left, "right", right));
  }

  private static Json set(Json key, Json value) {
    return Json.object("mangle", Json.object("key", key, "value", value));
  }

  private static Json meta(String key) {
    return Json.object("meta", Json.object("key", Json.of(key)));
  }

  private static Json payload(String protocol, String field) {
    return Json.object(
        "payload", Json.object("protocol", Json.of(protocol), "field", Json.of(field)));
  }

  private static Json address(AddressFamily family, String field) {
    return payload(OwnTable.of(family).family(), field);
  }

  private static Json prefix(Prefix prefix) {
    Json address = Json.of(prefix.address().toString());
    return prefix.length() == prefix.family().bits()
        ? address
        : Json.object("prefix", Json.object("addr", address, "len", Json.of(prefix.length())));
  }

  private static Json range(Json first, Json last) {
    return first.equals(last) ? first : Json.object("range", Json.array(first, last));
  }

  Json json() {
    return Json.object(
        "rule",
        Json.object(
            "family",
            Json.of(table.family()),
            "table",
            Json.of(OwnTable.NAME),
            "chain",
            Json.of(chain.chain()),
            "comment",
            Json.of(comment),
            "expr",
            new Json.Array(statements)));
  }
}

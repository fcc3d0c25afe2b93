package io.lvsfleet.controlplane.document;

import io.lvsfleet.controlplane.declared.DeclaredCheck;
import io.lvsfleet.controlplane.declared.DeclaredPersistence;
import io.lvsfleet.controlplane.declared.DeclaredRealServer;
import io.lvsfleet.controlplane.declared.DeclaredRealServer.Target;
import io.lvsfleet.controlplane.declared.DeclaredService;
import io.lvsfleet.controlplane.declared.DeclaredTunnel;
import io.lvsfleet.controlplane.declared.Listen;
import io.lvsfleet.controlplane.declared.Pointer;
import io.lvsfleet.controlplane.declared.Rule;
import io.lvsfleet.controlplane.declared.ServiceHealth;
import io.lvsfleet.controlplane.declared.ServiceSettings;
import io.lvsfleet.model.ForwardingMethod;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.Ipv4Address;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.OnFailure;
import io.lvsfleet.model.Port;
import io.lvsfleet.model.Scheduler;
import io.lvsfleet.model.SchedulerFlag;
import io.lvsfleet.model.Weight;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Reads one virtual service.
final class ServiceReader {

  private final Fields service;
  private final Problems problems;

  ServiceReader(Fields service, Problems problems) {
    this.service = service;
    this.problems = problems;
  }

  /// Null when something is missing without which nothing can be said of the service.
  @Nullable DeclaredService read() {
    Listen listen = new ListenReader(problems).read(service);
    Scheduler scheduler = service.word("scheduler", Words.SCHEDULERS, Rule.UNKNOWN_SCHEDULER);
    SortedSet<SchedulerFlag> flags = flags();
    service.require("forwarding", "dr, nat or tunnel");
    ForwardingMethod forwarding = service.word("forwarding", Words.FORWARDING, Rule.UNKNOWN_VALUE);
    DeclaredTunnel tunnel = tunnel(service);
    DeclaredPersistence persistence = persistence();
    Boolean onePacket = service.bool("onePacket");
    boolean ownChecks = service.has("checks");
    SortedMap<String, DeclaredCheck> checks = new CheckReader(problems).checks(service, true);
    OnFailure onFailure = service.word("onFailure", Words.ON_FAILURE, Rule.UNKNOWN_VALUE);
    ServiceHealth health =
        new ServiceHealth(new OptionReader(problems).read(service, ServiceHealth.FIELDS));
    Boolean adopt = service.bool("adopt");
    SortedMap<String, DeclaredRealServer> realServers = realServers();
    service.done();
    if (listen == null || forwarding == null) {
      return null;
    }
    return new DeclaredService(
        new ServiceSettings(
            listen,
            scheduler,
            flags,
            forwarding,
            tunnel,
            persistence,
            onePacket,
            onFailure,
            adopt,
            health,
            ownChecks),
        checks,
        realServers);
  }

  private static @Nullable Integer port(Fields fields, int min) {
    return fields.integer("port", min, Port.MAX, Rule.PORT_RANGE, "a port");
  }

  private SortedSet<SchedulerFlag> flags() {
    SortedSet<SchedulerFlag> flags = new TreeSet<>();
    List<Value> elements = service.sequence("schedulerFlags");
    for (int i = 0; i < elements.size(); i++) {
      Pointer at = service.at("schedulerFlags").then(i);
      String text = Fields.text(elements.get(i));
      if (text == null) {
        Fields.wrongType(elements.get(i), at, "a word", problems);
        continue;
      }
      SchedulerFlag flag = service.word(text, Words.FLAGS, Rule.UNKNOWN_VALUE, at);
      if (flag != null) {
        flags.add(flag);
      }
    }
    return flags;
  }

  private @Nullable DeclaredPersistence persistence() {
    Fields fields = service.mapping("persistence");
    if (fields == null) {
      return null;
    }
    var timeout = fields.duration("timeout");
    Integer prefixLength =
        fields.integer("prefixLength", 0, 128, Rule.PREFIX_LENGTH, "a prefix length");
    String netmask = fields.text("netmask");
    if (netmask != null && fields.has("prefixLength")) {
      problems.add(Rule.ONE_OF, fields.at("netmask"), "either netmask or prefixLength");
    } else if (netmask != null) {
      prefixLength = netmask(netmask, fields);
    }
    String engine = fields.word("engine", Map.of("sip", "sip"), Rule.UNKNOWN_VALUE);
    fields.done();
    return new DeclaredPersistence(timeout, prefixLength, engine);
  }

  private @Nullable Integer netmask(String text, Fields fields) {
    IpAddress mask = IpAddress.tryParse(text).orElse(null);
    if (mask instanceof Ipv4Address(int bits)) {
      int ones = Integer.numberOfLeadingZeros(~bits);
      if (bits == (int) (0xffff_ffff_0000_0000L >> ones)) {
        return ones;
      }
    }
    problems.add(
        Rule.NETMASK,
        fields.at("netmask"),
        "\"" + text + "\" is not a netmask like 255.255.255.0 (IPv6: use prefixLength)");
    return null;
  }

  private SortedMap<String, DeclaredRealServer> realServers() {
    SortedMap<String, DeclaredRealServer> realServers = new TreeMap<>();
    service
        .named("realServers")
        .forEach((name, value) -> {
          Pointer at = service.at("realServers").then(name);
          Fields fields = Fields.of(value, at, problems);
          DeclaredRealServer realServer = fields == null ? null : realServer(fields);
          if (service.isName(name, at) && realServer != null) {
            realServers.put(name, realServer);
          }
        });
    return realServers;
  }

  @Nullable DeclaredRealServer realServer(Fields fields) {
    Target target = target(fields);
    Integer port = port(fields, 0);
    Integer weight = fields.integer("weight", 0, Weight.MAX, Rule.WEIGHT_RANGE, "a weight");
    ForwardingMethod forwarding = fields.word("forwarding", Words.FORWARDING, Rule.UNKNOWN_VALUE);
    DeclaredTunnel tunnel = tunnel(fields);
    Integer upper = threshold(fields, "upperThreshold");
    Integer lower = threshold(fields, "lowerThreshold");
    fields.done();
    return target == null
        ? null
        : new DeclaredRealServer(
            target,
            port,
            weight == null ? null : new Weight(weight),
            forwarding,
            tunnel,
            upper,
            lower);
  }

  private static @Nullable Integer threshold(Fields fields, String field) {
    return fields.integer(field, 0, Integer.MAX_VALUE, Rule.COUNT_RANGE, "a threshold");
  }

  private @Nullable Target target(Fields fields) {
    boolean onNode = fields.has("node");
    boolean atAddress = fields.has("address");
    String node = fields.name("node");
    IpAddress address = fields.address("address");
    if (onNode == atAddress) {
      problems.add(
          onNode ? Rule.ONE_OF : Rule.REQUIRED,
          fields.at(),
          "a real server is either a node (a host of the fleet) or an address");
      return null;
    }
    if (node != null) {
      return new Target.OnNode(new NodeId(node));
    }
    return address == null ? null : new Target.AtAddress(address);
  }

  private static @Nullable DeclaredTunnel tunnel(Fields of) {
    Fields fields = of.mapping("tunnel");
    if (fields == null) {
      return null;
    }
    DeclaredTunnel tunnel =
        new DeclaredTunnel(
            fields.word("type", Words.TUNNEL_TYPES, Rule.UNKNOWN_VALUE),
            port(fields, 1),
            fields.word("checksum", Words.CHECKSUMS, Rule.UNKNOWN_VALUE),
            segmentLimit(fields));
    fields.done();
    return tunnel;
  }

  private static @Nullable Integer segmentLimit(Fields fields) {
    Integer limit =
        fields.integer(
            "segmentLimit", 0, 65_495, Rule.COUNT_RANGE, "a segment limit, or 0 for none,");
    if (limit != null && limit != 0 && limit < 500) {
      fields.report(
          Rule.COUNT_RANGE,
          fields.at("segmentLimit"),
          "a segment limit is 500 to 65495 bytes, or 0 for none, not " + limit);
      return null;
    }
    return limit;
  }
}

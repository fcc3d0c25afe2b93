package io.lvsfleet.controlplane.document;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.lvsfleet.controlplane.declared.ClusterDocument;
import io.lvsfleet.controlplane.declared.DeclaredCheck;
import io.lvsfleet.controlplane.declared.DeclaredDirectors;
import io.lvsfleet.controlplane.declared.DeclaredMember;
import io.lvsfleet.controlplane.declared.DeclaredNode;
import io.lvsfleet.controlplane.declared.DeclaredPersistence;
import io.lvsfleet.controlplane.declared.DeclaredRealServer;
import io.lvsfleet.controlplane.declared.DeclaredService;
import io.lvsfleet.controlplane.declared.DeclaredTunnel;
import io.lvsfleet.controlplane.declared.DeclaredVirtualIp;
import io.lvsfleet.controlplane.declared.Fragment;
import io.lvsfleet.controlplane.declared.Listen;
import io.lvsfleet.controlplane.declared.MarkMatch;
import io.lvsfleet.controlplane.declared.PortRange;
import io.lvsfleet.controlplane.declared.ServiceHealth;
import io.lvsfleet.controlplane.declared.ServiceSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Writes a document in its canonical form: what was written and nothing else, names in
/// alphabetical order, fields in the order of the format, durations in seconds (or ms), a netmask
/// as its prefix length, empty mappings left out (except `checks`, where empty means none).
public final class DocumentWriter {

  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
  private static final ObjectMapper YAML =
      new YAMLMapper(
          YAMLFactory.builder()
              .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
              .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
              .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
              .build());

  private DocumentWriter() {}

  /// A document, or the part of it that stands for one object. Ends with a line feed.
  public static byte[] write(Fragment fragment, Format format) {
    try {
      ObjectMapper mapper = format == Format.YAML ? YAML : JSON;
      String text = mapper.writeValueAsString(tree(fragment));
      return (text.endsWith("\n") ? text : text + "\n").getBytes(StandardCharsets.UTF_8);
    } catch (IOException e) {
      // A tree in memory is written to memory.
      throw new UncheckedIOException(e);
    }
  }

  /// JSON for programs: one line.
  public static String compact(Fragment fragment) {
    return compact(tree(fragment));
  }

  /// The same as a tree.
  public static JsonNode json(Fragment fragment) {
    return tree(fragment);
  }

  static String compact(JsonNode tree) {
    return tree.toString();
  }

  static ObjectNode tree(Fragment fragment) {
    return switch (fragment) {
      case ClusterDocument document -> cluster(document);
      case DeclaredDirectors directors -> directors(directors);
      case DeclaredNode node -> node(node);
      case DeclaredVirtualIp vip -> virtualIp(vip);
      case DeclaredService service -> service(service);
      case DeclaredRealServer server -> realServer(server);
      case DeclaredCheck check -> check(check);
    };
  }

  private static ObjectNode directors(DeclaredDirectors directors) {
    ObjectNode json = JSON.createObjectNode();
    ArrayNode members = json.putArray("members");
    directors.members().forEach(member -> members.add(member(member)));
    SettingsWriter.writeDirectors(directors.settings(), json);
    return json;
  }

  private static ObjectNode cluster(ClusterDocument document) {
    ObjectNode root = JSON.createObjectNode();
    if (!document.nodes().isEmpty()) {
      ObjectNode nodes = root.putObject("nodes");
      document.nodes().forEach((id, node) -> nodes.set(id.name(), node(node)));
    }
    root.set(
        "directors",
        directors(new DeclaredDirectors(document.settings().ofDirectors(), document.members())));
    SettingsWriter.write(document.settings(), root);
    if (!document.virtualIps().isEmpty()) {
      ObjectNode virtualIps = root.putObject("virtualIps");
      document.virtualIps().forEach((name, vip) -> virtualIps.set(name, virtualIp(vip)));
    }
    if (!document.services().isEmpty()) {
      ObjectNode services = root.putObject("virtualServices");
      document.services().forEach((name, service) -> services.set(name, service(service)));
    }
    return root;
  }

  private static ObjectNode node(DeclaredNode node) {
    ObjectNode json = JSON.createObjectNode();
    if (!node.addresses().isEmpty()) {
      ObjectNode addresses = json.putObject("addresses");
      node.addresses().forEach((label, address) -> addresses.put(label, address.toString()));
    }
    if (node.agent() != null) {
      json.put("agent", node.agent());
    }
    if (node.interfaceName() != null) {
      json.put("interface", node.interfaceName());
    }
    SettingsWriter.write(node.host(), json);
    return json;
  }

  private static ObjectNode member(DeclaredMember member) {
    ObjectNode json = JSON.createObjectNode().put("node", member.node().name());
    if (member.interfaceName() != null) {
      json.put("interface", member.interfaceName());
    }
    if (member.priority() != null) {
      json.put("priority", member.priority());
    }
    if (member.address() != null) {
      json.put("address", member.address().toString());
    }
    return json;
  }

  private static ObjectNode virtualIp(DeclaredVirtualIp vip) {
    ObjectNode json =
        JSON.createObjectNode()
            .put(
                "address",
                vip.prefixLength() == null
                    ? vip.address().toString()
                    : vip.address() + "/" + vip.prefixLength());
    if (vip.interfaceName() != null) {
      json.put("interface", vip.interfaceName());
    }
    if (vip.use() != null) {
      json.put("use", Words.of(Words.USES, vip.use()));
    }
    return json;
  }

  private static ObjectNode service(DeclaredService service) {
    ObjectNode json = JSON.createObjectNode();
    ServiceSettings settings = service.settings();
    json.set("listen", listen(settings.listen()));
    if (settings.scheduler() != null) {
      json.put("scheduler", settings.scheduler().kernelName());
    }
    if (!settings.flags().isEmpty()) {
      ArrayNode flags = json.putArray("schedulerFlags");
      settings.flags().forEach(flag -> flags.add(flag.word()));
    }
    json.put("forwarding", Words.forwarding(settings.forwarding()));
    if (settings.tunnel() != null) {
      json.set("tunnel", tunnel(settings.tunnel()));
    }
    if (settings.persistence() != null) {
      json.set("persistence", persistence(settings.persistence()));
    }
    if (settings.onePacket() != null) {
      json.put("onePacket", settings.onePacket());
    }
    if (settings.ownChecks()) {
      ObjectNode checks = json.putObject("checks");
      service.checks().forEach((name, check) -> checks.set(name, check(check)));
    }
    if (settings.onFailure() != null) {
      json.put("onFailure", Words.of(Words.ON_FAILURE, settings.onFailure()));
    }
    OptionWriter.write(settings.health().options(), ServiceHealth.FIELDS, json);
    if (settings.adopt() != null) {
      json.put("adopt", settings.adopt());
    }
    if (!service.realServers().isEmpty()) {
      ObjectNode realServers = json.putObject("realServers");
      service.realServers().forEach((name, server) -> realServers.set(name, realServer(server)));
    }
    return json;
  }

  private static ObjectNode listen(Listen listen) {
    ObjectNode json = JSON.createObjectNode();
    switch (listen) {
      case Listen.OnVirtualIp(String virtualIp, var protocol, int port) -> {
        json.put("virtualIp", virtualIp);
        if (protocol != null) {
          json.put("protocol", Words.of(Words.PROTOCOLS, protocol));
        }
        json.put("port", port);
      }
      case Listen.OnFirewallMark(var mark, var family, var match) -> {
        if (mark != null) {
          json.put("firewallMark", mark);
        }
        if (family != null) {
          json.put("family", Words.of(Words.FAMILIES, family));
        }
        if (!match.isEmpty()) {
          ArrayNode matches = json.putArray("match");
          match.forEach(m -> matches.add(match(m)));
        }
      }
    }
    return json;
  }

  private static ObjectNode match(MarkMatch match) {
    ObjectNode json = JSON.createObjectNode();
    switch (match.destination()) {
      case MarkMatch.Destination.ToVirtualIp(String name) -> json.put("virtualIp", name);
      case MarkMatch.Destination.ToAddresses(var range) -> json.put("addresses", range.toString());
    }
    if (match.protocol() != null) {
      json.put("protocol", Words.of(Words.PROTOCOLS, match.protocol()));
    }
    if (!match.ports().isEmpty()) {
      json.put(
          "ports",
          match.ports().stream().map(PortRange::toString).collect(Collectors.joining(",")));
    }
    return json;
  }

  private static ObjectNode persistence(DeclaredPersistence persistence) {
    ObjectNode json = JSON.createObjectNode();
    if (persistence.timeout() != null) {
      json.put("timeout", Durations.format(persistence.timeout()));
    }
    if (persistence.prefixLength() != null) {
      json.put("prefixLength", persistence.prefixLength());
    }
    if (persistence.engine() != null) {
      json.put("engine", persistence.engine());
    }
    return json;
  }

  private static ObjectNode check(DeclaredCheck check) {
    ObjectNode json = JSON.createObjectNode();
    if (check.use() != null) {
      json.put("use", check.use());
    }
    if (check.type() != null) {
      json.put("type", check.type().word());
    }
    if (check.from() != null) {
      json.put("from", check.from().word());
    }
    if (check.agree() != null) {
      json.put("agree", check.agree().word());
    }
    if (check.type() != null) {
      OptionWriter.write(check.options(), check.type().fields(), json);
    }
    DeclaredCheck.DeclaredTiming timing = check.timing();
    put(json, "interval", timing.interval());
    put(json, "timeout", timing.timeout());
    put(json, "fall", timing.fall());
    put(json, "rise", timing.rise());
    put(json, "fastInterval", timing.fastInterval());
    put(json, "restartGrace", timing.restartGrace());
    return json;
  }

  private static void put(ObjectNode json, String name, @Nullable Duration duration) {
    if (duration != null) {
      json.put(name, Durations.format(duration));
    }
  }

  private static void put(ObjectNode json, String name, @Nullable Integer number) {
    if (number != null) {
      json.put(name, number);
    }
  }

  private static ObjectNode realServer(DeclaredRealServer server) {
    ObjectNode json = JSON.createObjectNode();
    switch (server.target()) {
      case DeclaredRealServer.Target.OnNode(var node) -> json.put("node", node.name());
      case DeclaredRealServer.Target.AtAddress(var address) ->
          json.put("address", address.toString());
    }
    if (server.port() != null) {
      json.put("port", server.port());
    }
    if (server.weight() != null) {
      json.put("weight", server.weight().value());
    }
    if (server.forwarding() != null) {
      json.put("forwarding", Words.forwarding(server.forwarding()));
    }
    if (server.tunnel() != null) {
      json.set("tunnel", tunnel(server.tunnel()));
    }
    if (server.upperThreshold() != null) {
      json.put("upperThreshold", server.upperThreshold());
    }
    if (server.lowerThreshold() != null) {
      json.put("lowerThreshold", server.lowerThreshold());
    }
    return json;
  }

  private static ObjectNode tunnel(DeclaredTunnel tunnel) {
    ObjectNode json = JSON.createObjectNode();
    if (tunnel.type() != null) {
      json.put("type", Words.of(Words.TUNNEL_TYPES, tunnel.type()));
    }
    if (tunnel.port() != null) {
      json.put("port", tunnel.port());
    }
    if (tunnel.checksum() != null) {
      json.put("checksum", Words.of(Words.CHECKSUMS, tunnel.checksum()));
    }
    if (tunnel.segmentLimit() != null) {
      json.put("segmentLimit", tunnel.segmentLimit());
    }
    return json;
  }
}

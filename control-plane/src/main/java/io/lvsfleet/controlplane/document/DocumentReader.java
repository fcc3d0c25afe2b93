package io.lvsfleet.controlplane.document;

import io.lvsfleet.controlplane.declared.ClusterDocument;
import io.lvsfleet.controlplane.declared.Damage;
import io.lvsfleet.controlplane.declared.DeclaredMember;
import io.lvsfleet.controlplane.declared.DeclaredNode;
import io.lvsfleet.controlplane.declared.DeclaredService;
import io.lvsfleet.controlplane.declared.DeclaredVirtualIp;
import io.lvsfleet.controlplane.declared.Pointer;
import io.lvsfleet.controlplane.declared.Rule;
import io.lvsfleet.model.InterfaceName;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Reads a whole cluster document and collects everything that is wrong with it.
public final class DocumentReader {

  private final Problems problems;
  private final SortedSet<String> damagedVirtualIps = new TreeSet<>();
  private final SortedSet<NodeId> damagedNodes = new TreeSet<>();

  private DocumentReader(Problems problems) {
    this.problems = problems;
  }

  /// @throws SyntaxException when the text is not of that format at all
  public static ParsedDocument read(byte[] text, Format format) throws SyntaxException {
    Problems problems = new Problems();
    return document(TreeReader.read(text, format, problems), problems);
  }

  static ParsedDocument document(Value value, Problems problems) {
    DocumentReader reader = new DocumentReader(problems);
    Fields fields = Fields.of(value, Pointer.ROOT, problems);
    ClusterDocument document = fields == null ? ClusterDocument.EMPTY : reader.cluster(fields);
    return new ParsedDocument(
        document, problems.sorted(), new Damage(reader.damagedVirtualIps, reader.damagedNodes));
  }

  private ClusterDocument cluster(Fields fields) {
    ClusterDocument document =
        new ClusterDocument(nodes(fields), members(fields), virtualIps(fields), services(fields));
    fields.later("nat", "notifications", "storage");
    fields.done();
    return document;
  }

  private SortedMap<NodeId, DeclaredNode> nodes(Fields cluster) {
    SortedMap<NodeId, DeclaredNode> nodes = new TreeMap<>();
    cluster
        .named("nodes")
        .forEach((name, value) -> {
          Pointer at = cluster.at("nodes").then(name);
          int before = problems.count();
          DeclaredNode node = node(value, at);
          if (cluster.isName(name, at)) {
            nodes.put(new NodeId(name), node);
            if (problems.count() > before) {
              damagedNodes.add(new NodeId(name));
            }
          }
        });
    return nodes;
  }

  private DeclaredNode node(Value value, Pointer at) {
    Fields fields = Fields.of(value, at, problems);
    SortedMap<String, IpAddress> addresses = new TreeMap<>();
    if (fields == null) {
      return new DeclaredNode(addresses, null);
    }
    fields
        .named("addresses")
        .forEach((label, element) -> {
          Pointer where = fields.at("addresses").then(label);
          String text = Fields.text(element);
          if (text == null) {
            Fields.wrongType(element, where, "an address", problems);
            return;
          }
          IpAddress address = fields.address(text, where);
          if (fields.isName(label, where) && address != null) {
            addresses.put(label, address);
          }
        });
    Boolean agent = fields.bool("agent");
    fields.done();
    return new DeclaredNode(addresses, agent);
  }

  private List<DeclaredMember> members(Fields cluster) {
    cluster.require("directors", "a cluster has a director: directors.members");
    Fields directors = cluster.mapping("directors");
    List<DeclaredMember> members = new ArrayList<>();
    if (directors == null) {
      return members;
    }
    directors.require("members", "a cluster has a director");
    List<Value> elements = directors.sequence("members");
    Pointer at = directors.at("members");
    if (directors.value("members") instanceof Value.Sequence && elements.isEmpty()) {
      problems.add(Rule.REQUIRED, at, "a cluster has a director");
    }
    for (int i = 0; i < elements.size(); i++) {
      DeclaredMember member = member(elements.get(i), at.then(i));
      if (member != null) {
        members.add(member);
      }
      if (i > 0) {
        problems.add(
            Rule.NOT_SUPPORTED_YET,
            at.then(i),
            "a second director needs VRRP, which is not supported in this version");
      }
    }
    directors.later("vrrp", "connectionSync");
    directors.done();
    return members;
  }

  private @Nullable DeclaredMember member(Value value, Pointer at) {
    Fields fields = Fields.of(value, at, problems);
    if (fields == null) {
      return null;
    }
    fields.require("node", "the host that is the director");
    String node = fields.name("node");
    String interfaceName = interfaceName(fields);
    fields.later("priority");
    fields.done();
    return node == null ? null : new DeclaredMember(new NodeId(node), interfaceName);
  }

  private SortedMap<String, DeclaredVirtualIp> virtualIps(Fields cluster) {
    SortedMap<String, DeclaredVirtualIp> virtualIps = new TreeMap<>();
    cluster
        .named("virtualIps")
        .forEach((name, value) -> {
          Pointer at = cluster.at("virtualIps").then(name);
          DeclaredVirtualIp virtualIp = virtualIp(value, at);
          if (!cluster.isName(name, at) || virtualIp == null) {
            damagedVirtualIps.add(name);
          } else {
            virtualIps.put(name, virtualIp);
          }
        });
    return virtualIps;
  }

  private @Nullable DeclaredVirtualIp virtualIp(Value value, Pointer at) {
    Fields fields = Fields.of(value, at, problems);
    if (fields == null) {
      return null;
    }
    fields.require("address", "for example 10.0.0.100/24");
    String text = fields.text("address");
    String interfaceName = interfaceName(fields);
    fields.later("use");
    fields.done();
    if (text == null) {
      return null;
    }
    Pointer where = fields.at("address");
    int slash = text.indexOf('/');
    IpAddress address = fields.address(slash < 0 ? text : text.substring(0, slash), where);
    if (address == null) {
      return null;
    }
    if (slash < 0) {
      return new DeclaredVirtualIp(address, null, interfaceName);
    }
    int bits = address.family().bits();
    String length = text.substring(slash + 1);
    if (!length.matches("[1-9][0-9]{0,2}") || Integer.parseInt(length) > bits) {
      problems.add(
          Rule.PREFIX_LENGTH,
          where,
          "a prefix length of " + address + " is 1 to " + bits + ", not \"" + length + "\"");
      return null;
    }
    return new DeclaredVirtualIp(address, Integer.valueOf(length), interfaceName);
  }

  private @Nullable String interfaceName(Fields fields) {
    String name = fields.text("interface");
    if (name == null) {
      return null;
    }
    if (!name.matches("[!-~&&[^/:]]{1," + InterfaceName.MAX_LENGTH + "}")
        || name.equals(".")
        || name.equals("..")
        || name.equals("lo")) {
      problems.add(
          Rule.INTERFACE_NAME,
          fields.at("interface"),
          name.equals("lo")
              ? "a director's virtual IP is on a network interface, not on lo"
              : "\""
                  + name
                  + "\" is not an interface name: 1 to 15 ASCII characters without blanks, slashes and"
                  + " colons");
      return null;
    }
    return name;
  }

  private SortedMap<String, DeclaredService> services(Fields cluster) {
    SortedMap<String, DeclaredService> services = new TreeMap<>();
    cluster
        .named("virtualServices")
        .forEach((name, value) -> {
          Pointer at = cluster.at("virtualServices").then(name);
          Fields fields = Fields.of(value, at, problems);
          DeclaredService service =
              fields == null ? null : new ServiceReader(fields, problems).read();
          if (cluster.isName(name, at) && service != null) {
            services.put(name, service);
          }
        });
    return services;
  }
}

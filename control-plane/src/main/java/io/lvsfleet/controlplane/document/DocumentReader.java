package io.lvsfleet.controlplane.document;

import io.lvsfleet.controlplane.declared.ClusterDocument;
import io.lvsfleet.controlplane.declared.ClusterSettings;
import io.lvsfleet.controlplane.declared.Damage;
import io.lvsfleet.controlplane.declared.DeclaredDirectors;
import io.lvsfleet.controlplane.declared.DeclaredMember;
import io.lvsfleet.controlplane.declared.DeclaredNode;
import io.lvsfleet.controlplane.declared.DeclaredService;
import io.lvsfleet.controlplane.declared.DeclaredVirtualIp;
import io.lvsfleet.controlplane.declared.Fragment;
import io.lvsfleet.controlplane.declared.HostSettings;
import io.lvsfleet.controlplane.declared.ObjectPath;
import io.lvsfleet.controlplane.declared.Pointer;
import io.lvsfleet.controlplane.declared.Rule;
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

  /// Reads what a document says of one object.
  ///
  /// @throws SyntaxException when the text is not of that format at all
  public static ParsedFragment read(byte[] text, Format format, ObjectPath path)
      throws SyntaxException {
    Problems problems = new Problems();
    return fragment(TreeReader.read(text, format, problems), path, problems);
  }

  /// Reads what an object becomes by an RFC 7396 merge patch.
  ///
  /// @throws SyntaxException when the patch is not JSON at all
  public static ParsedFragment patched(Fragment current, byte[] patch, ObjectPath path)
      throws SyntaxException {
    Problems problems = new Problems();
    Value changes = TreeReader.read(patch, Format.JSON, problems);
    Value target = Value.of(DocumentWriter.tree(current));
    return fragment(MergePatch.apply(target, changes), path, problems);
  }

  private static ParsedFragment fragment(Value value, ObjectPath path, Problems problems) {
    if (path instanceof ObjectPath.Cluster) {
      ParsedDocument parsed = document(value, problems);
      return new ParsedFragment(parsed.document(), parsed.violations(), parsed.damage());
    }
    Fields fields = Fields.of(value, Pointer.ROOT, problems);
    Fragment fragment =
        fields == null ? null : new DocumentReader(problems).fragment(fields, value, path);
    return new ParsedFragment(fragment, problems.sorted(), Damage.NONE);
  }

  private @Nullable Fragment fragment(Fields fields, Value value, ObjectPath path) {
    return switch (path) {
      case ObjectPath.Cluster() -> cluster(fields);
      case ObjectPath.Directors() -> {
        List<DeclaredMember> members = members(fields);
        ClusterSettings settings = new SettingsReader(problems).directors(fields);
        fields.done();
        yield new DeclaredDirectors(settings, members);
      }
      case ObjectPath.Node _ -> node(value, Pointer.ROOT);
      case ObjectPath.VirtualIp _ -> virtualIp(value, Pointer.ROOT);
      case ObjectPath.Service _ -> new ServiceReader(fields, problems).read();
      case ObjectPath.RealServer _ -> new ServiceReader(fields, problems).realServer(fields);
      case ObjectPath.Check _ -> new CheckReader(problems).check(fields, true);
    };
  }

  static ParsedDocument document(Value value, Problems problems) {
    DocumentReader reader = new DocumentReader(problems);
    Fields fields = Fields.of(value, Pointer.ROOT, problems);
    ClusterDocument document = fields == null ? ClusterDocument.EMPTY : reader.cluster(fields);
    return new ParsedDocument(
        document, problems.sorted(), new Damage(reader.damagedVirtualIps, reader.damagedNodes));
  }

  private ClusterDocument cluster(Fields fields) {
    SortedMap<NodeId, DeclaredNode> nodes = nodes(fields);
    Fields directors = directors(fields);
    List<DeclaredMember> members = directors == null ? List.of() : members(directors);
    ClusterSettings settings = new SettingsReader(problems).cluster(fields, directors);
    if (directors != null) {
      directors.done();
    }
    ClusterDocument document =
        new ClusterDocument(settings, nodes, members, virtualIps(fields), services(fields));
    fields.later("notifications", "storage");
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
      return DeclaredNode.NONE;
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
    String interfaceName = fields.interfaceName("interface");
    HostSettings host = new SettingsReader(problems).host(fields);
    fields.done();
    return new DeclaredNode(addresses, agent, interfaceName, host);
  }

  private static @Nullable Fields directors(Fields cluster) {
    cluster.require("directors", "a cluster has a director: directors.members");
    return cluster.mapping("directors");
  }

  private List<DeclaredMember> members(Fields directors) {
    List<DeclaredMember> members = new ArrayList<>();
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
    }
    return members;
  }

  private @Nullable DeclaredMember member(Value value, Pointer at) {
    Fields fields = Fields.of(value, at, problems);
    if (fields == null) {
      return null;
    }
    fields.require("node", "the host that is the director");
    String node = fields.name("node");
    String interfaceName = fields.interfaceName("interface");
    Integer priority =
        fields.integer("priority", 1, 254, Rule.PRIORITY_RANGE, "a director's priority");
    IpAddress address = fields.address("address");
    fields.done();
    return node == null
        ? null
        : new DeclaredMember(new NodeId(node), interfaceName, priority, address);
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
    String interfaceName = fields.interfaceName("interface");
    DeclaredVirtualIp.Use use = fields.word("use", Words.USES, Rule.UNKNOWN_VALUE);
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
      return new DeclaredVirtualIp(address, null, interfaceName, use);
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
    return new DeclaredVirtualIp(address, Integer.valueOf(length), interfaceName, use);
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

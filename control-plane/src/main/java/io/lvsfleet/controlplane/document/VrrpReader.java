package io.lvsfleet.controlplane.document;

import io.lvsfleet.controlplane.declared.DeclaredTracker;
import io.lvsfleet.controlplane.declared.DeclaredVrrp;
import io.lvsfleet.controlplane.declared.Pointer;
import io.lvsfleet.controlplane.declared.Rule;
import io.lvsfleet.model.Failover;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.Prefix;
import io.lvsfleet.model.Tracker;
import io.lvsfleet.model.Tracker.Subject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Reads how directors share the virtual IPs.
final class VrrpReader {

  private static final Duration SHORTEST = Duration.ofMillis(10);
  private static final Duration LONGEST = Duration.ofSeconds(255);
  private static final Duration LONGEST_DEAD = Duration.ofMinutes(10);
  private static final int MOST_TRACKED = 100;

  private final Fields fields;
  private final Problems problems;

  VrrpReader(Fields fields, Problems problems) {
    this.fields = fields;
    this.problems = problems;
  }

  DeclaredVrrp read() {
    Duration deadAfter = fields.duration("deadAfter", SHORTEST, LONGEST_DEAD);
    Duration interval = fields.duration("advertisementInterval", SHORTEST, LONGEST);
    if (fields.has("deadAfter") && fields.has("advertisementInterval")) {
      problems.add(
          Rule.ONE_OF,
          fields.at(),
          "one of deadAfter and advertisementInterval: the other follows from it");
    }
    SortedSet<IpAddress> peers = peers();
    DeclaredVrrp vrrp =
        new DeclaredVrrp(
            fields.integer("version", 2, 3, Rule.COUNT_RANGE, "a version of VRRP"),
            deadAfter,
            interval,
            fields.bool("preempt"),
            delay("preemptDelay"),
            delay("startDelay"),
            fields.integer("virtualRouterId", 1, 255, Rule.COUNT_RANGE, "a virtual router id"),
            fields.interfaceName("interface"),
            fields.bool("unicast"),
            peers,
            password(),
            fields.bool("lowerPriorityResend"),
            track(),
            delay("catchUp"));
    fields.done();
    return vrrp;
  }

  private @Nullable Duration delay(String field) {
    return fields.duration(field, Duration.ZERO, Failover.LONGEST_DELAY);
  }

  private SortedSet<IpAddress> peers() {
    SortedSet<IpAddress> peers = new TreeSet<>();
    fields
        .texts("peers", "an address")
        .forEach((where, text) -> {
          IpAddress address = fields.address(text, where);
          if (address != null && address.isMulticast()) {
            problems.add(Rule.VRRP_PEERS, where, address + " is a multicast address");
          } else if (address != null) {
            peers.add(address);
          }
        });
    return peers;
  }

  private @Nullable String password() {
    String password = fields.text("password");
    if (password != null && !password.matches("[!-~]{1,8}")) {
      problems.add(
          Rule.VRRP_PASSWORD,
          fields.at("password"),
          "1 to 8 printable ASCII characters, not " + password.length() + " of any");
      return null;
    }
    return password;
  }

  private List<DeclaredTracker> track() {
    List<DeclaredTracker> trackers = new ArrayList<>();
    List<Value> elements = fields.sequence("track");
    if (elements.size() > MOST_TRACKED) {
      problems.add(
          Rule.COUNT_RANGE, fields.at("track"), "at most " + MOST_TRACKED + " of them are tracked");
      return trackers;
    }
    for (int i = 0; i < elements.size(); i++) {
      Fields one = Fields.of(elements.get(i), fields.at("track").then(i), problems);
      if (one != null) {
        DeclaredTracker tracker = tracker(one);
        if (tracker != null) {
          trackers.add(tracker);
        }
      }
    }
    return trackers;
  }

  private @Nullable DeclaredTracker tracker(Fields one) {
    Integer weight =
        one.integer(
            "weight",
            -Tracker.MAX_WEIGHT,
            Tracker.MAX_WEIGHT,
            Rule.COUNT_RANGE,
            "a tracker's weight");
    long kinds =
        Stream.of("interface", "route", "file", "process", "ipvs", "quorum")
            .filter(one::has)
            .count();
    if (kinds != 1) {
      problems.add(
          Rule.ONE_OF, one.at(), "one of interface, route, file, process, ipvs, quorum is tracked");
    }
    List<@Nullable Subject> subjects = new ArrayList<>();
    String name = one.interfaceName("interface");
    subjects.add(name == null ? null : new Subject.Interface(name));
    subjects.add(route(one));
    String file = path(one, "file");
    subjects.add(file == null ? null : new Subject.NoFile(file));
    String process = path(one, "process");
    subjects.add(process == null ? null : new Subject.LivingProcess(process));
    subjects.add(ipvs(one));
    subjects.add(quorum(one));
    one.done();
    Subject subject = subjects.stream().filter(Objects::nonNull).findFirst().orElse(null);
    return subject == null ? null : new DeclaredTracker(subject, weight);
  }

  private @Nullable Subject route(Fields one) {
    String text = one.text("route");
    if (text == null) {
      return null;
    }
    Prefix network = Prefix.tryParse(text).orElse(null);
    if (network == null) {
      problems.add(
          Rule.NETWORK,
          one.at("route"),
          "\"" + text + "\" is not a network without host bits, like 0.0.0.0/0");
      return null;
    }
    return new Subject.RouteTo(network);
  }

  private @Nullable String path(Fields one, String field) {
    String path = one.text(field);
    if (path != null && !path.matches("/[^\\x00]{1,1023}")) {
      Pointer where = one.at(field);
      problems.add(Rule.FILE_PATH, where, "\"" + path + "\" is not an absolute path of a file");
      return null;
    }
    return path;
  }

  private @Nullable Subject ipvs(Fields one) {
    Boolean wanted = one.bool("ipvs");
    if (wanted == null) {
      return null;
    }
    if (!wanted) {
      problems.add(Rule.UNKNOWN_VALUE, one.at("ipvs"), "it is tracked, or left out");
    }
    return new Subject.IpvsProgrammable();
  }

  private @Nullable Subject quorum(Fields one) {
    Fields quorum = one.mapping("quorum");
    if (quorum == null) {
      return null;
    }
    quorum.require("service", "a virtual service of this document");
    quorum.require("realServers", "how many of its real servers have to take connections");
    String service = quorum.name("service");
    Integer realServers =
        quorum.integer("realServers", 1, 20_000, Rule.COUNT_RANGE, "a number of real servers");
    quorum.done();
    return service == null || realServers == null ? null : new Subject.Quorum(service, realServers);
  }
}

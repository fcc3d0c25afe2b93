package io.lvsfleet.model;

import java.util.Comparator;

/// Something on which a director's fitness to be master depends.
///
/// @param weight -253 to 253. Zero: the director is in FAULT while the subject is down. Positive:
///   added to the priority while the subject is up. Negative: added while it is down.
public record Tracker(Subject subject, int weight) implements Comparable<Tracker> {

  public static final int MAX_WEIGHT = 253;

  private static final Comparator<Tracker> ORDER =
      Comparator.comparing((Tracker tracker) -> tracker.subject().describe())
          .thenComparingInt(Tracker::weight);

  /// What is looked at.
  public sealed interface Subject {

    /// In the words of an operator, for example `interface eth1`.
    String describe();

    /// Up while the interface exists, is set up and has its carrier.
    record Interface(String name) implements Subject {
      public Interface {
        InterfaceName.require(name);
      }

      @Override
      public String describe() {
        return "interface " + name;
      }
    }

    /// Up while the main table has a route to exactly this network.
    record RouteTo(Prefix destination) implements Subject {
      @Override
      public String describe() {
        return "route " + destination;
      }
    }

    /// Up while there is no file of this name: touching it makes the director step back.
    record NoFile(String path) implements Subject {
      public NoFile {
        requirePath(path);
      }

      @Override
      public String describe() {
        return "no file " + path;
      }
    }

    /// Up while the process whose number is in the file lives.
    record LivingProcess(String pidFile) implements Subject {
      public LivingProcess {
        requirePath(pidFile);
      }

      @Override
      public String describe() {
        return "process of " + pidFile;
      }
    }

    /// Up while the agent can program ip_vs.
    record IpvsProgrammable() implements Subject {
      @Override
      public String describe() {
        return "ip_vs";
      }
    }

    /// Up while so many real servers of the service take connections.
    record Quorum(String service, int realServers) implements Subject {
      public Quorum {
        Name.require(service);
        if (realServers < 1) {
          throw new IllegalArgumentException("a quorum is at least 1, not " + realServers);
        }
      }

      @Override
      public String describe() {
        return "quorum " + realServers + " of " + service;
      }
    }
  }

  public Tracker {
    if (weight < -MAX_WEIGHT || weight > MAX_WEIGHT) {
      throw new IllegalArgumentException("a tracker's weight is -253 to 253, not " + weight);
    }
  }

  /// What it adds to the priority.
  public int effect(boolean up) {
    return up == (weight > 0) ? weight : 0;
  }

  private static void requirePath(String path) {
    if (!path.startsWith("/") || path.length() > 4095 || path.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("\"" + path + "\" is not an absolute path");
    }
  }

  @Override
  public int compareTo(Tracker other) {
    return ORDER.compare(this, other);
  }
}

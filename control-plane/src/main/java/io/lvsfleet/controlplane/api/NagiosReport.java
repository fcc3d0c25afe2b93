package io.lvsfleet.controlplane.api;

import java.util.ArrayList;
import java.util.List;

/// A cluster's state in the words of a Nagios plugin (developer guidelines: one short line, a bar,
/// performance data; then details).
///
/// - CRITICAL: a service has no real server that takes traffic, a director's agent refused its
///   state, or no director or more than one is master.
/// - WARNING: a director could not take over, somebody disturbs VRRP, some real server takes none
///   though its weight is not 0, or some agent is behind, away or not ready.
/// - UNKNOWN: no director's agent is connected, so nothing is known.
record NagiosReport(State state, String text) {

  /// Exit codes of plugins, in the order of gravity for this report's purposes.
  enum State {
    OK(0),
    WARNING(1),
    UNKNOWN(3),
    CRITICAL(2);

    private final int code;

    State(int code) {
      this.code = code;
    }

    int code() {
      return code;
    }

    State or(State other) {
      return other.compareTo(this) > 0 ? other : this;
    }
  }

  static NagiosReport of(StatusView status) {
    return new Judge(status).report();
  }

  private static final class Judge {
    private final StatusView status;
    private final List<String> lines = new ArrayList<>();
    private State state = State.OK;
    private int servers;
    private int up;

    Judge(StatusView status) {
      this.status = status;
    }

    NagiosReport report() {
      boolean seen = false;
      for (StatusView.NodeStatus node : status.nodes()) {
        seen |= node.role().equals("director") && node.connected();
        node(node);
      }
      if (!seen) {
        say(State.UNKNOWN, "no director's agent is connected");
      }
      if (status.failover() != null) {
        failover(status.failover());
      }
      for (StatusView.ServiceStatus service : status.services()) {
        service(service, seen);
      }
      String perfdata = perfdata();
      String first =
          state
              + " - "
              + status.cluster()
              + " revision "
              + status.revision()
              + ": "
              + (lines.isEmpty() ? up + " of " + servers + " real servers up" : lines.getFirst());
      StringBuilder text = new StringBuilder(clean(first)).append(" | ").append(perfdata);
      lines.stream().skip(1).limit(50).forEach(line -> text.append('\n').append(clean(line)));
      return new NagiosReport(state, text.append('\n').toString());
    }

    private void node(StatusView.NodeStatus node) {
      boolean director = node.role().equals("director");
      switch (node.state()) {
        case "applied" -> {
          if (!node.connected()) {
            say(State.WARNING, node.name() + ": agent is away");
          }
        }
        case "rejected" ->
            say(
                director ? State.CRITICAL : State.WARNING,
                node.name()
                    + ": "
                    + (node.errors().isEmpty() ? "refused" : node.errors().getFirst().detail()));
        case "offline" -> say(State.WARNING, node.name() + ": agent is away");
        default -> say(State.WARNING, node.name() + ": has not applied the newest state yet");
      }
      node.missing().forEach(missing -> say(State.WARNING, node.name() + ": " + missing));
      if (!node.foreign().isEmpty()) {
        lines.add(node.name() + ": " + node.foreign().size() + " foreign entries");
      }
    }

    private void failover(FailoverView failover) {
      for (FailoverView.Problem problem : failover.problems()) {
        boolean isOutage =
            problem.kind().equals("no-master") || problem.kind().equals("split-brain");
        say(isOutage ? State.CRITICAL : State.WARNING, problem.detail());
      }
    }

    private void service(StatusView.ServiceStatus service, boolean directorSeen) {
      int usable = 0;
      for (StatusView.RealServerStatus server : service.realServers()) {
        boolean takes = server.directors().stream().anyMatch(d -> d.present() && d.weight() > 0);
        servers++;
        if (takes) {
          usable++;
          up++;
        } else if (directorSeen && server.declaredWeight() > 0) {
          say(
              State.WARNING,
              service.name()
                  + "/"
                  + server.name()
                  + ": "
                  + (server.directors().isEmpty()
                      ? "not reported"
                      : server.directors().getFirst().reason()));
        }
      }
      if (directorSeen && usable == 0) {
        say(State.CRITICAL, service.name() + ": no real server takes traffic");
      }
    }

    /// The worst thing stands first.
    private void say(State gravity, String line) {
      if (gravity.compareTo(state) > 0) {
        lines.addFirst(line);
      } else {
        lines.add(line);
      }
      state = state.or(gravity);
    }

    private String perfdata() {
      StringBuilder text =
          new StringBuilder()
              .append("up=%d;%d:;1:;0;%d".formatted(up, servers, servers))
              .append(" agents=%d;;;0;%d".formatted(connected(), status.nodes().size()));
      for (StatusView.ServiceStatus service : status.services()) {
        long usable =
            service.realServers().stream()
                .filter(s -> s.directors().stream().anyMatch(d -> d.present() && d.weight() > 0))
                .count();
        String entry =
            " s_%s=%d;;;0;%d".formatted(service.name(), usable, service.realServers().size());
        // Nagios 3 cuts at 4 KiB.
        if (text.length() + entry.length() > 3000) {
          break;
        }
        text.append(entry);
      }
      return text.toString();
    }

    private long connected() {
      return status.nodes().stream().filter(StatusView.NodeStatus::connected).count();
    }

    /// A bar would begin performance data.
    private static String clean(String line) {
      String oneLine = line.replace('|', '/').replace('\n', ' ');
      return oneLine.length() > 300 ? oneLine.substring(0, 300) : oneLine;
    }
  }
}

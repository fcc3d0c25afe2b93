package io.lvsfleet.controlplane.document;

import io.lvsfleet.controlplane.declared.DeclaredOverride;
import io.lvsfleet.controlplane.declared.DeclaredOverride.Kind;
import io.lvsfleet.controlplane.declared.DeclaredOverride.Target;
import io.lvsfleet.controlplane.declared.Pointer;
import io.lvsfleet.controlplane.declared.Rule;
import io.lvsfleet.controlplane.declared.Violation;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.Weight;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads what an operator orders.
public final class OverrideReader {

  private static final List<String> OF_CLUSTER =
      List.of("drain", "disable", "maintenance", "pin", "freeze");

  /// For a node wherever it serves there is no one real server and no one cluster.
  private static final List<String> OF_NODE = List.of("drain", "disable", "maintenance");

  private static final int LONGEST_REASON = 1000;
  private static final Duration LONGEST = Duration.ofDays(366);

  /// Times are stored to the microsecond and written to the millisecond.
  private static final ChronoUnit PRECISION = ChronoUnit.MILLIS;

  private final Fields fields;
  private final Problems problems;
  private final @Nullable NodeId node;
  private final Instant since;

  private OverrideReader(Fields fields, Problems problems, @Nullable NodeId node, Instant since) {
    this.fields = fields;
    this.problems = problems;
    this.node = node;
    this.since = since;
  }

  /// What could be read, and all that is wrong with it.
  ///
  /// @param declared null when there are violations
  public record Parsed(@Nullable DeclaredOverride declared, List<Violation> violations) {
    public Parsed {
      violations = List.copyOf(violations);
    }
  }

  /// @param node the order is about wherever it serves; null for an order about a cluster
  /// @param since the moment from which durations count
  /// @throws SyntaxException when the text is not of that format at all
  public static Parsed read(byte[] text, Format format, @Nullable NodeId node, Instant since)
      throws SyntaxException {
    Problems problems = new Problems();
    Fields fields = Fields.of(TreeReader.read(text, format, problems), Pointer.ROOT, problems);
    DeclaredOverride declared =
        fields == null ? null : new OverrideReader(fields, problems, node, since).override();
    List<Violation> violations = problems.sorted();
    return new Parsed(violations.isEmpty() ? declared : null, violations);
  }

  private @Nullable DeclaredOverride override() {
    fields.require("kind", "what is ordered: " + String.join(", ", kinds().keySet()));
    String word = fields.word("kind", kinds(), Rule.UNKNOWN_VALUE);
    if (word == null) {
      return null; // the other fields belong to a kind
    }
    Kind kind = kind(word);
    String reason = reason();
    Instant expiresAt = expiry();
    fields.done();
    return kind == null || reason == null ? null : new DeclaredOverride(kind, reason, expiresAt);
  }

  private Map<String, String> kinds() {
    Map<String, String> words = new LinkedHashMap<>();
    (node == null ? OF_CLUSTER : OF_NODE).forEach(word -> words.put(word, word));
    return words;
  }

  private @Nullable Kind kind(String word) {
    return switch (word) {
      case "freeze" -> new DeclaredOverride.Freeze();
      case "maintenance" -> {
        Target.OnNode target = onNode();
        yield target == null ? null : new DeclaredOverride.Maintenance(target);
      }
      case "pin" -> {
        Target.RealServer target = realServer();
        fields.require("weight", "which weight it gets");
        Integer weight = fields.integer("weight", 0, Weight.MAX, Rule.WEIGHT_RANGE, "a weight");
        yield target == null || weight == null
            ? null
            : new DeclaredOverride.Pin(target, new Weight(weight));
      }
      case "disable" -> {
        Target target = target();
        yield target == null ? null : new DeclaredOverride.Disable(target);
      }
      default -> {
        Target target = target();
        Long connections =
            fields.number(
                "connections", 0, Integer.MAX_VALUE, Rule.COUNT_RANGE, "a number of connections");
        Instant deadline = time("deadline");
        yield target == null
            ? null
            : new DeclaredOverride.Drain(target, connections == null ? 0 : connections, deadline);
      }
    };
  }

  private @Nullable Target target() {
    if (node != null) {
      return new Target.OnNode(node);
    }
    boolean isNode = fields.has("node");
    boolean isServer = fields.has("realServer") || fields.has("service");
    if (isNode && isServer) {
      problems.add(
          Rule.ONE_OF, fields.at("node"), "either a node, or a service with its realServer");
      fields.has("node");
      return null;
    }
    return isNode ? onNode() : realServer();
  }

  private Target.@Nullable OnNode onNode() {
    if (node != null) {
      return new Target.OnNode(node);
    }
    fields.require("node", "the host it is about");
    String name = fields.name("node");
    return name == null ? null : new Target.OnNode(new NodeId(name));
  }

  private Target.@Nullable RealServer realServer() {
    fields.require("service", "the virtual service of the real server");
    fields.require("realServer", "the real server it is about");
    String service = fields.name("service");
    String name = fields.name("realServer");
    return service == null || name == null ? null : new Target.RealServer(service, name);
  }

  private @Nullable String reason() {
    fields.require("reason", "why, for everybody who wonders");
    String reason = fields.text("reason");
    if (reason != null
        && (reason.isBlank() || !reason.matches("\\P{Cntrl}{0," + LONGEST_REASON + "}"))) {
      problems.add(
          Rule.REASON,
          fields.at("reason"),
          "a reason has 1 to " + LONGEST_REASON + " characters and no control characters");
      return null;
    }
    return reason;
  }

  private @Nullable Instant expiry() {
    if (!fields.has("duration")) {
      return time("expiresAt");
    }
    if (fields.has("expiresAt")) {
      problems.add(Rule.ONE_OF, fields.at("duration"), "either duration or expiresAt");
    }
    Duration duration = fields.duration("duration", Duration.ofSeconds(1), LONGEST);
    return duration == null ? null : after(duration);
  }

  /// A time, or a duration from the beginning on.
  private @Nullable Instant time(String field) {
    String text = fields.text(field);
    if (text == null) {
      return null;
    }
    Duration duration = Durations.tryParse(text);
    try {
      if (duration != null && duration.compareTo(LONGEST) > 0) {
        throw new DateTimeException("out of range");
      }
      return duration == null ? at(text) : after(duration);
    } catch (DateTimeException _) {
      problems.add(
          Rule.TIME,
          fields.at(field),
          "\""
              + text
              + "\" is neither a time like 2026-01-31T12:00:00Z (RFC 3339, in UTC) nor a duration"
              + " like 30m, at most a year");
      return null;
    }
  }

  private Instant after(Duration duration) {
    return since.plus(duration).truncatedTo(PRECISION);
  }

  /// In the years that databases and other programs know.
  private static Instant at(String text) {
    Instant time = Instant.parse(text).truncatedTo(PRECISION);
    if (time.isBefore(Instant.EPOCH) || time.isAfter(Instant.parse("9999-12-31T23:59:59Z"))) {
      throw new DateTimeException("out of range");
    }
    return time;
  }
}

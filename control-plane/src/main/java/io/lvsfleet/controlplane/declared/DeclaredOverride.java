package io.lvsfleet.controlplane.declared;

import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.Weight;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What an operator orders, whatever a document says.
///
/// @param reason in the operator's words, for everybody who wonders
/// @param expiresAt when it ends by itself; null: when it is taken back
public record DeclaredOverride(Kind kind, String reason, @Nullable Instant expiresAt) {

  public sealed interface Kind {
    /// As in the API.
    String word();

    /// What it is about; null for the whole cluster.
    @Nullable Target target();
  }

  /// Weight 0 until few connections are left, then out of the table.
  ///
  /// @param connections that may be left
  /// @param deadline when it leaves whatever is left; null: never
  public record Drain(Target target, long connections, @Nullable Instant deadline) implements Kind {
    @Override
    public String word() {
      return "drain";
    }
  }

  /// Out of the table at once.
  public record Disable(Target target) implements Kind {
    @Override
    public String word() {
      return "disable";
    }
  }

  /// A node is being worked on: drained in all its services, however long that takes.
  public record Maintenance(Target.OnNode target) implements Kind {
    @Override
    public String word() {
      return "maintenance";
    }
  }

  /// This weight, whatever is declared or advised; health may still take it away.
  public record Pin(Target.RealServer target, Weight weight) implements Kind {
    @Override
    public String word() {
      return "pin";
    }
  }

  /// The cluster's document stays as it is.
  public record Freeze() implements Kind {
    @Override
    public String word() {
      return "freeze";
    }

    @Override
    public @Nullable Target target() {
      return null;
    }
  }

  public sealed interface Target {
    /// For people: `virtualServices/http/realServers/a`, `nodes/web1`.
    String text();

    record RealServer(String service, String name) implements Target {
      @Override
      public String text() {
        return new ObjectPath.RealServer(service, name).text();
      }
    }

    /// All real servers on a node.
    record OnNode(NodeId node) implements Target {
      @Override
      public String text() {
        return "nodes/" + node;
      }
    }
  }

  public boolean over(Instant now) {
    return expiresAt != null && !now.isBefore(expiresAt);
  }

  /// Whether it is the same order with perhaps other words, limits or times.
  public boolean continues(DeclaredOverride other) {
    return kind.word().equals(other.kind.word())
        && java.util.Objects.equals(kind.target(), other.kind.target());
  }
}

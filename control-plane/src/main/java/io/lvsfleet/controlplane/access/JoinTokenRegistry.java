package io.lvsfleet.controlplane.access;

import io.lvsfleet.controlplane.audit.Request;
import io.lvsfleet.model.NodeId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// What operators do with join tokens. Agents use them by
/// [io.lvsfleet.controlplane.agents.JoinTokens].
public interface JoinTokenRegistry {

  /// Tokens that are neither used nor expired; more are a mistake.
  int MAX_OPEN = 10_000;

  /// A token that exists from now on, and its secret, which is shown this once.
  record Created(JoinToken token, JoinToken.Presented presented) {}

  /// @param by who asks for it; remembered with it
  /// @throws TooManyException when there are [#MAX_OPEN] open ones
  Created create(NodeId node, Duration life, Instant now, Request by);

  /// Newest first, with those used or expired within the last week.
  List<JoinToken> list();

  /// @return whether there was one
  boolean delete(String id, Instant now, Request by);

  /// Thrown when the limit is reached.
  final class TooManyException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public TooManyException() {
      super("there are " + MAX_OPEN + " open join tokens already; delete some");
    }
  }
}

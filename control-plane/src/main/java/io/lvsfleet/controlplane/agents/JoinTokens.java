package io.lvsfleet.controlplane.agents;

import io.lvsfleet.model.NodeId;
import java.time.Instant;
import java.util.Optional;

/// One-use tokens by which an agent gets its first certificate.
public interface JoinTokens {

  /// Uses a token up.
  ///
  /// @param token `id.secret`
  /// @param source where the attempt came from, for the event that tells of it
  /// @return the node it was made for; empty when it is unknown, used, expired or wrong
  Optional<NodeId> redeem(String token, Instant now, String source);
}

package io.lvsfleet.controlplane.access;

import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;

/// Where tokens of the API are kept.
public interface ApiTokens {

  List<ApiToken> all();

  /// Stores the very first token, when there is none yet. Of several replicas that start at once
  /// exactly one asks for the token.
  ///
  /// @param token called inside the transaction
  /// @return whether it was stored
  boolean addFirst(Supplier<ApiToken> token, Instant now);
}

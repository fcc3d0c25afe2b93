package io.lvsfleet.controlplane.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;

/// Decides on bearer tokens from memory, so that asking costs nothing and a database that is down
/// locks nobody out. Safe for use by many threads.
public final class ApiTokenCheck {

  private volatile List<ApiToken> tokens = List.of();

  /// @param current all tokens that are valid now
  public void replace(List<ApiToken> current) {
    tokens = List.copyOf(current);
  }

  /// Takes the same time for every wrong token.
  public Optional<ApiToken> bearerOf(String text) {
    byte[] hash = bytes(Secrets.hash(text));
    Optional<ApiToken> found = Optional.empty();
    for (ApiToken token : tokens) {
      if (MessageDigest.isEqual(bytes(token.hash()), hash)) {
        found = Optional.of(token);
      }
    }
    return found;
  }

  private static byte[] bytes(String hash) {
    return hash.getBytes(StandardCharsets.US_ASCII);
  }
}

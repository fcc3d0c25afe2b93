package io.lvsfleet.controlplane.access;

import io.lvsfleet.model.NodeId;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A join token as it is stored: without its secret.
///
/// @param id public: may stand in logs
/// @param use how it was used up
public record JoinToken(
    String id, NodeId node, Instant createdAt, Instant expiresAt, Optional<Use> use) {

  public static final Duration DEFAULT_LIFE = Duration.ofHours(1);
  public static final Duration MIN_LIFE = Duration.ofMinutes(1);
  public static final Duration MAX_LIFE = Duration.ofDays(7);

  public static final int ID_LENGTH = 6;
  public static final int SECRET_LENGTH = 24;

  private static final Pattern TEXT =
      Pattern.compile("([a-z0-9]{" + ID_LENGTH + "})\\.([a-z0-9]{16,64})");

  /// When, and by whom.
  public record Use(Instant at, String source) {}

  /// What an agent presents.
  public record Presented(String id, String secret) {

    /// Empty when the text has not the form `id.secret`.
    public static Optional<Presented> parse(String text) {
      Matcher matcher = TEXT.matcher(text);
      return matcher.matches()
          ? Optional.of(new Presented(matcher.group(1), matcher.group(2)))
          : Optional.empty();
    }

    /// The whole token: a secret, unlike everything else here.
    public String text() {
      return id + "." + secret;
    }

    @Override
    public String toString() {
      return id + ".…";
    }
  }
}

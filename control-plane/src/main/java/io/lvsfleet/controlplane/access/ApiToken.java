package io.lvsfleet.controlplane.access;

import java.util.regex.Pattern;

/// A token of the API as it is stored: without its secret.
///
/// @param id public: may stand in logs and audit records
/// @param hash of the whole token, see [Secrets#hash]
public record ApiToken(String id, String hash, Role role) {

  public static final String PREFIX = "lvsf_";

  private static final int SECRET_LENGTH = 32;
  private static final Pattern TEXT = Pattern.compile(PREFIX + "[a-z2-7]{" + SECRET_LENGTH + "}");

  /// What its bearer may do.
  public enum Role {
    ADMIN
  }

  /// A fresh token's text; it can be found in leaked files by its prefix.
  public static String newText() {
    return PREFIX + Secrets.random(SECRET_LENGTH);
  }

  public static boolean isWellFormed(String text) {
    return TEXT.matcher(text).matches();
  }
}

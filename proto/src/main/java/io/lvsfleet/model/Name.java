package io.lvsfleet.model;

import java.util.regex.Pattern;

/// The rule for every name an operator chooses: clusters, nodes, services, servers, checks.
///
/// A DNS label (RFC 1123 section 2.1), so that a name can stand in a URL, a certificate, a metric
/// label and a host name without quoting.
public final class Name {

  public static final int MAX_LENGTH = 63;

  public static final String RULE =
      "a name has 1 to 63 characters: lower-case letters, digits and inner hyphens";

  private static final Pattern PATTERN = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

  private Name() {}

  public static boolean isValid(String text) {
    return PATTERN.matcher(text).matches();
  }

  /// @throws IllegalArgumentException naming the text and the rule
  public static String require(String text) {
    if (!isValid(text)) {
      throw new IllegalArgumentException("\"" + text + "\": " + RULE);
    }
    return text;
  }
}

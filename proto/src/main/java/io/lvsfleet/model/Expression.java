package io.lvsfleet.model;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// The rule for a regular expression that an answer is searched for.
public final class Expression {

  public static final int MAX_LENGTH = 1024;

  private Expression() {}

  /// @throws IllegalArgumentException when it is none
  public static String require(String regex) {
    if (regex.isEmpty()) {
      throw new IllegalArgumentException("an empty regular expression expects nothing");
    }
    return requireOrEmpty(regex);
  }

  /// Empty where nothing is expected.
  static String requireOrEmpty(String regex) {
    if (regex.length() > MAX_LENGTH) {
      throw new IllegalArgumentException("a regular expression has at most 1024 characters");
    }
    try {
      Pattern.compile(regex);
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException("not a regular expression: " + e.getDescription(), e);
    }
    return regex;
  }
}

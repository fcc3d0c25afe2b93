package io.lvsfleet.model;

import java.util.regex.Pattern;

/// The rules for files that documents speak of.
public final class FileName {

  /// `PATH_MAX` of `linux/limits.h`, without the terminating zero.
  public static final int MAX_PATH = 4095;

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");
  private static final Pattern PATH = Pattern.compile("(/[^/\\p{Cntrl}]+)+|/");

  private FileName() {}

  /// A file in a directory the node's administrator has chosen: it can never lead out of it.
  ///
  /// @throws IllegalArgumentException when it is none
  public static String require(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "\"" + name + "\" is not a file name (1 to 128 letters, digits, dots, _ and -)");
    }
    return name;
  }

  /// An absolute path without detours.
  ///
  /// @throws IllegalArgumentException when it is none
  public static String requirePath(String path) {
    if (path.length() > MAX_PATH
        || !PATH.matcher(path).matches()
        || (path + "/").contains("/../")
        || (path + "/").contains("/./")) {
      throw new IllegalArgumentException("\"" + path + "\" is not an absolute path");
    }
    return path;
  }
}

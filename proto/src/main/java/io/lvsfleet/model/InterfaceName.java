package io.lvsfleet.model;

import java.util.regex.Pattern;

/// The rule for a network interface's name: `dev_valid_name` in `net/core/dev.c`.
public final class InterfaceName {

  /// `IFNAMSIZ` of `linux/if.h` minus the terminating zero.
  public static final int MAX_LENGTH = 15;

  private static final Pattern VALID = Pattern.compile("[^\\s/:]{1,15}");

  private InterfaceName() {}

  public static boolean valid(String name) {
    return VALID.matcher(name).matches();
  }

  /// @throws IllegalArgumentException when it is none
  public static String require(String name) {
    if (!valid(name)) {
      throw new IllegalArgumentException(
          "\"" + name + "\" is not an interface name (1 to 15 characters)");
    }
    return name;
  }
}

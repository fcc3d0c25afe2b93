package io.lvsfleet.controlplane.app;

import io.lvsfleet.model.IpAddress;

/// A literal address and a port to listen on: `127.0.0.1:8080`, `[::]:7443`.
public record ListenAddress(IpAddress address, int port) {

  private static final int MAX_PORT = 65535;

  /// @throws IllegalArgumentException naming the text and the rule
  public static ListenAddress of(String text) {
    int colon = text.lastIndexOf(':');
    try {
      String host = text.substring(0, Math.max(colon, 0));
      boolean bracketed = host.startsWith("[") && host.endsWith("]");
      IpAddress address = IpAddress.parse(bracketed ? host.substring(1, host.length() - 1) : host);
      int port = Integer.parseInt(text.substring(colon + 1));
      if (port < 1 || port > MAX_PORT || bracketed != host.contains(":")) {
        throw new IllegalArgumentException("out of form");
      }
      return new ListenAddress(address, port);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "\""
              + text
              + "\": an address and a port from 1 to 65535 are expected, for example"
              + " 127.0.0.1:8080 or [::1]:8080",
          e);
    }
  }

  public boolean isLoopback() {
    byte[] bytes = address.bytes();
    return bytes.length == 4 ? bytes[0] == 127 : address.equals(IpAddress.parse("::1"));
  }

  /// Whether it means every address of the host.
  public boolean isWildcard() {
    for (byte b : address.bytes()) {
      if (b != 0) {
        return false;
      }
    }
    return true;
  }

  @Override
  public String toString() {
    return address.withPort(port);
  }
}

package io.lvsfleet.controlplane.declared;

/// A place in a document: a JSON pointer in URI-fragment form (RFC 6901 section 6), for example
/// `#/virtualServices/http/realServers/a/port`.
public record Pointer(String text) implements Comparable<Pointer> {

  /// The document itself.
  public static final Pointer ROOT = new Pointer("#");

  public static Pointer of(String... names) {
    Pointer pointer = ROOT;
    for (String name : names) {
      pointer = pointer.then(name);
    }
    return pointer;
  }

  /// The member of that name. `~` and `/` are escaped by RFC 6901 section 3, everything that may
  /// not stand in a URI fragment (RFC 3986 section 3.5) by percent-encoding.
  public Pointer then(String name) {
    StringBuilder escaped = new StringBuilder(text).append('/');
    for (byte b : name.getBytes(java.nio.charset.StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      if (c == '~') {
        escaped.append("~0");
      } else if (c == '/') {
        escaped.append("~1");
      } else if (isFragmentCharacter(c)) {
        escaped.append(c);
      } else {
        escaped.append(String.format("%%%02X", (int) c));
      }
    }
    return new Pointer(escaped.toString());
  }

  public Pointer then(int index) {
    return new Pointer(text + "/" + index);
  }

  private static boolean isFragmentCharacter(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || "-._!$&'()*+,;=:@?".indexOf(c) >= 0;
  }

  @Override
  public int compareTo(Pointer other) {
    return text.compareTo(other.text);
  }

  @Override
  public String toString() {
    return text;
  }
}

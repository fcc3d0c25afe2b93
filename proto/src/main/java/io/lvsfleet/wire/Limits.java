package io.lvsfleet.wire;

/// What both sides of the protocol hold each other to.
public final class Limits {

  /// One message; gRPC's own default is 4 MiB.
  public static final int MAX_MESSAGE_BYTES = 16 << 20;

  /// One text: a name, evidence, an error's detail.
  public static final int MAX_TEXT = 4096;

  private Limits() {}

  /// Free text (evidence, details) cut to the limit, so that a talkative kernel or script never
  /// makes a report that the peer must refuse. Never cuts a surrogate pair in half, because such a
  /// text is not valid UTF-8.
  public static String clip(String text) {
    if (text.length() <= MAX_TEXT) {
      return text;
    }
    int end = MAX_TEXT - 1;
    if (Character.isHighSurrogate(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(0, end) + "…";
  }
}

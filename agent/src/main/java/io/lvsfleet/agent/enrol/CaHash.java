package io.lvsfleet.agent.enrol;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;

/// The SHA-256 of an authority's SubjectPublicKeyInfo, written `sha256:` and 64 hexadecimal digits;
/// read with or without the prefix.
public record CaHash(String text) {

  private static final String PREFIX = "sha256:";
  private static final Pattern FORM = Pattern.compile(PREFIX + "[0-9a-f]{64}");

  public CaHash {
    String given = text;
    String lower = given.toLowerCase(Locale.ROOT);
    text = lower.startsWith(PREFIX) ? lower : PREFIX + lower;
    if (!FORM.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "\"" + given + "\" is not sha256: and 64 hexadecimal digits");
    }
  }

  public static CaHash of(PublicKey key) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(key.getEncoded());
      return new CaHash(HexFormat.of().formatHex(digest));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  @Override
  public String toString() {
    return text;
  }
}

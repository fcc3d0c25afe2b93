package io.lvsfleet.agent.enrol;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;

/// The SHA-256 of an authority's SubjectPublicKeyInfo, written `sha256:` and 64 hexadecimal digits.
public record CaHash(String text) {

  private static final Pattern FORM = Pattern.compile("sha256:[0-9a-f]{64}");

  public CaHash {
    text = text.toLowerCase(Locale.ROOT);
    if (!FORM.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is not sha256: and 64 hexadecimal digits");
    }
  }

  public static CaHash of(PublicKey key) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(key.getEncoded());
      return new CaHash("sha256:" + HexFormat.of().formatHex(digest));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  @Override
  public String toString() {
    return text;
  }
}

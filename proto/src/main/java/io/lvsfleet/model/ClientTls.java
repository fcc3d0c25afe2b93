package io.lvsfleet.model;

import java.time.Duration;
import java.util.regex.Pattern;

/// How a probe speaks TLS.
///
/// @param serverName sent as SNI (RFC 6066 section 3), and what a verified certificate must be
///   valid for; empty: none is sent and none is compared
/// @param certificate the file of the node's check-certificate directory with the probe's own key
///   and certificate chain (PEM); empty for none
/// @param expiryWarning how long before the end of a certificate of the server's chain to warn;
///   zero for never
public record ClientTls(
    String serverName, Trust trust, String certificate, Duration expiryWarning) {

  public static final Duration MAX_EXPIRY_WARNING = Duration.ofDays(398);

  /// RFC 1123 section 2.1; what the platform sends as SNI.
  private static final Pattern HOST =
      Pattern.compile(
          "(?=.{1,253}$)[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?(\\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*");

  /// Whom to believe.
  public sealed interface Trust {
    /// Any certificate: what keepalived's SSL_GET does.
    record Anybody() implements Trust {}

    /// The authorities the node's Java knows.
    @SuppressWarnings("JavaLangClash")
    record System() implements Trust {}

    /// @param pem certificates, one after the other
    record Authorities(String pem) implements Trust {
      public static final int MAX_LENGTH = 65_536;

      public Authorities {
        if (pem.length() > MAX_LENGTH || !pem.contains("-----BEGIN CERTIFICATE-----")) {
          throw new IllegalArgumentException(
              "authorities are PEM certificates, at most 64 KiB together");
        }
      }
    }
  }

  public ClientTls {
    if (!serverName.isEmpty() && !HOST.matcher(serverName).matches()) {
      throw new IllegalArgumentException("\"" + serverName + "\" is not a host name");
    }
    if (!certificate.isEmpty()) {
      FileName.require(certificate);
    }
    if (expiryWarning.isNegative() || expiryWarning.compareTo(MAX_EXPIRY_WARNING) > 0) {
      throw new IllegalArgumentException(
          "an expiry warning is 0 to 398 days, not " + expiryWarning);
    }
  }

  /// Encrypted, whoever answers.
  public static ClientTls unverified(String serverName) {
    return new ClientTls(serverName, new Trust.Anybody(), "", Duration.ZERO);
  }
}

package io.lvsfleet.controlplane.pki;

import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.Sorted;
import io.lvsfleet.wire.Identities;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;

/// Under which names a control plane is reached: DNS names and addresses.
///
/// @param names in the form in which a certificate lists them
public record ServerNames(SortedSet<String> names) {

  /// The first is what every agent expects, however it reaches the control plane.
  private static final List<String> ALWAYS =
      List.of(Identities.SERVER_NAME, "localhost", "127.0.0.1", "::1");

  // RFC 1123 section 2.1 labels; a wildcard has no place in a control plane's name.
  private static final Pattern DNS_NAME =
      Pattern.compile(
          "(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*",
          Pattern.CASE_INSENSITIVE);

  public ServerNames {
    names = Sorted.set(names);
  }

  /// The names every control plane has, and those an operator configured.
  ///
  /// @throws IllegalArgumentException naming the first that is neither a DNS name nor an address
  public static ServerNames with(Collection<String> configured) {
    SortedSet<String> names = new TreeSet<>(ALWAYS);
    for (String name : configured) {
      if (IpAddress.tryParse(name).isEmpty() && !DNS_NAME.matcher(name).matches()) {
        throw new IllegalArgumentException(
            "\"" + name + "\" is neither a DNS name nor an IPv4 or IPv6 address");
      }
      names.add(IpAddress.tryParse(name).map(IpAddress::toString).orElse(name));
    }
    return new ServerNames(names);
  }

  static ServerNames of(X509Certificate certificate) throws CertificateParsingException {
    SortedSet<String> names = new TreeSet<>();
    Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
    if (alternatives != null) {
      for (List<?> alternative : alternatives) {
        String name = String.valueOf(alternative.get(1));
        names.add(IpAddress.tryParse(name).map(IpAddress::toString).orElse(name));
      }
    }
    return new ServerNames(names);
  }

  GeneralNames encoded() {
    return new GeneralNames(
        names.stream()
            .map(name ->
                new GeneralName(
                    IpAddress.tryParse(name).isPresent()
                        ? GeneralName.iPAddress
                        : GeneralName.dNSName,
                    name))
            .toArray(GeneralName[]::new));
  }
}

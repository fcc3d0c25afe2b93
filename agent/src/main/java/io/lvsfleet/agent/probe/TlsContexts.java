package io.lvsfleet.agent.probe;

import io.lvsfleet.agent.probe.Failures.LocalFailure;
import io.lvsfleet.model.ClientTls;
import io.lvsfleet.model.ClientTls.Trust;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;

/// Contexts of probes that speak TLS. Reading certificates is dear and the same for thousands of
/// probes, so they are kept. Any thread.
final class TlsContexts {

  /// A document has few authorities; one that has more pays for it.
  private static final int MAX_KEPT = 64;

  private final Path certificates;
  private final Map<Key, SSLContext> kept =
      Collections.synchronizedMap(
          new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<Key, SSLContext> eldest) {
              return size() > MAX_KEPT;
            }
          });

  /// @param changed of the certificate's file: a renewed one is used from then on
  private record Key(Trust trust, String certificate, FileTime changed) {}

  /// @param certificates directory of the probes' own certificates
  TlsContexts(Path certificates) {
    this.certificates = certificates;
  }

  /// Sessions are never resumed: a check is to see the certificate and the key exchange each time.
  /// An engine that does not know its peer has none to resume.
  TlsConnection.Setup setup(ClientTls tls, List<String> protocols) throws IOException {
    SSLEngine engine = context(tls).createSSLEngine();
    engine.setUseClientMode(true);
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setApplicationProtocols(protocols.toArray(String[]::new));
    if (!tls.serverName().isEmpty()) {
      parameters.setServerNames(List.of(new SNIHostName(tls.serverName())));
      if (!(tls.trust() instanceof Trust.Anybody)) {
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
      }
    }
    engine.setSSLParameters(parameters);
    return new TlsConnection.Setup(engine, tls.serverName());
  }

  SSLContext context(ClientTls tls) throws IOException {
    String name = tls.certificate();
    Path file = name.isEmpty() ? null : certificates.resolve(name);
    FileTime changed = FileTime.fromMillis(0);
    if (file != null) {
      try {
        changed = Files.getLastModifiedTime(file);
      } catch (IOException e) {
        throw new LocalFailure("the probe's certificate " + file + " cannot be read", e);
      }
    }
    Key key = new Key(tls.trust(), name, changed);
    SSLContext known = kept.get(key);
    if (known != null) {
      return known;
    }
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(
          file == null ? new KeyManager[0] : PemFiles.keyManagers(file),
          new TrustManager[] {TrustManagers.of(tls.trust())},
          null);
      kept.put(key, context);
      return context;
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new LocalFailure(
          (file == null ? "the authorities" : file.toString()) + ": " + e.getMessage(), e);
    }
  }
}

package io.lvsfleet.agent.probe;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;

/// TLS over another connection.
///
/// An engine and not an `SSLSocket`, because the latter has one timeout a read(2): a peer that
/// sends its handshake byte by byte would hold it for ever. Buffers are made when there is
/// something to put into them, so that a peer that says nothing costs little.
final class TlsConnection implements Connection {

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  /// More records than any handshake has, and than anybody needs to send without data.
  private static final int MAX_EMPTY_RECORDS = 1_000;

  private final Connection plain;
  private final SSLEngine engine;
  private final Deadline deadline;

  /// Encrypted, not yet understood; between position and limit.
  private ByteBuffer received = NOTHING;

  /// Decrypted, not yet read; between position and limit.
  private ByteBuffer decrypted = NOTHING;

  /// @param engine ready for its handshake
  record Setup(SSLEngine engine, String serverName) {}

  private TlsConnection(Connection plain, SSLEngine engine, Deadline deadline) {
    this.plain = plain;
    this.engine = engine;
    this.deadline = deadline;
  }

  /// Closing what comes back closes the other one as well.
  static TlsConnection handshake(Connection plain, Setup setup, Deadline deadline)
      throws IOException {
    TlsConnection connection = new TlsConnection(plain, setup.engine(), deadline);
    setup.engine().beginHandshake();
    try {
      connection.handshake();
    } catch (SSLException e) {
      // The platform says so when the name it sent is none of the certificate's.
      throw String.valueOf(e.getMessage()).contains("Hostname or IP address is undefined")
          ? new Failures.UnexpectedAnswer("the certificate is not valid for " + setup.serverName())
          : e;
    }
    return connection;
  }

  private void handshake() throws IOException {
    while (true) {
      switch (engine.getHandshakeStatus()) {
        case NEED_TASK -> runTasks();
        case NEED_WRAP -> wrap(NOTHING);
        case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
          if (!unwrap()) {
            throw new Failures.UnexpectedAnswer("the connection ended during the TLS handshake");
          }
        }
        case FINISHED, NOT_HANDSHAKING -> {
          return;
        }
      }
    }
  }

  /// The protocol of ALPN; empty for none.
  String protocol() {
    String protocol = engine.getApplicationProtocol();
    return protocol == null ? "" : protocol;
  }

  /// `TLSv1.3 TLS_AES_256_GCM_SHA384`.
  String describe() {
    return engine.getSession().getProtocol() + " " + engine.getSession().getCipherSuite();
  }

  /// When the first certificate of the server's chain expires.
  Optional<Instant> expiry() {
    try {
      return Arrays.stream(engine.getSession().getPeerCertificates())
          .map(TlsConnection::expiry)
          .min(Instant::compareTo);
    } catch (SSLPeerUnverifiedException _) {
      return Optional.empty(); // a cipher suite without certificates
    }
  }

  private static Instant expiry(Certificate certificate) {
    return certificate instanceof X509Certificate x509
        ? x509.getNotAfter().toInstant()
        : Instant.MAX;
  }

  @Override
  public int read(byte[] buffer) throws IOException {
    for (int i = 0; !decrypted.hasRemaining(); i++) {
      if (i > MAX_EMPTY_RECORDS) {
        throw new Failures.UnexpectedAnswer("nothing but empty TLS records");
      }
      if (!unwrap()) {
        return -1;
      }
      handshake(); // a new key, or nothing
    }
    int count = Math.min(buffer.length, decrypted.remaining());
    decrypted.get(buffer, 0, count);
    return count;
  }

  @Override
  public void write(byte[] bytes) throws IOException {
    ByteBuffer rest = ByteBuffer.wrap(bytes);
    while (rest.hasRemaining()) {
      wrap(rest);
    }
  }

  private void wrap(ByteBuffer bytes) throws IOException {
    ByteBuffer packet = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
    SSLEngineResult result = engine.wrap(bytes, packet);
    packet.flip();
    if (packet.hasRemaining()) {
      plain.write(Arrays.copyOf(packet.array(), packet.limit()));
    }
    if (result.getStatus() == SSLEngineResult.Status.CLOSED && bytes.hasRemaining()) {
      throw new Failures.UnexpectedAnswer("the server has ended TLS");
    }
  }

  /// Takes one record, waiting for it if need be.
  ///
  /// @return false when there will be none any more
  private boolean unwrap() throws IOException {
    while (true) {
      if (deadline.passed()) {
        throw new SocketTimeoutException("no time left");
      }
      if (!decrypted.hasRemaining()) {
        decrypted = received.hasRemaining() ? space(decrypted) : NOTHING;
      }
      int kept = decrypted.remaining();
      decrypted.compact();
      SSLEngineResult result = engine.unwrap(received, decrypted);
      decrypted.flip();
      switch (result.getStatus()) {
        case OK -> {
          runTasks();
          return true;
        }
        case CLOSED -> {
          return false;
        }
        case BUFFER_OVERFLOW -> {
          if (kept > 0) {
            throw new Failures.UnexpectedAnswer("another TLS handshake in the middle of data");
          }
          decrypted = space(NOTHING);
        }
        case BUFFER_UNDERFLOW -> {
          if (!receive()) {
            return false;
          }
        }
      }
    }
  }

  private ByteBuffer space(ByteBuffer old) {
    int size = engine.getSession().getApplicationBufferSize();
    return old.capacity() >= size ? old : ByteBuffer.allocate(size).limit(0);
  }

  private boolean receive() throws IOException {
    byte[] more = new byte[2048];
    int count = plain.read(more);
    if (count < 0) {
      return false;
    }
    if (received.capacity() - received.remaining() < count) {
      // A record has at most 16 KiB and a little (RFC 8446 section 5.2); a longer one is refused
      // by the engine as soon as its header is there.
      int size = Math.max(2048, Math.max(2 * received.capacity(), received.remaining() + count));
      received = ByteBuffer.allocate(size).put(received);
    } else {
      received.compact();
    }
    received.put(more, 0, count).flip();
    return true;
  }

  private void runTasks() {
    while (engine.getHandshakeStatus() == HandshakeStatus.NEED_TASK) {
      Runnable task = engine.getDelegatedTask();
      if (task == null) {
        return;
      }
      task.run();
    }
  }

  /// Says goodbye, but waits for no answer: RFC 8446 section 6.1 allows that.
  @Override
  public void close() {
    engine.closeOutbound();
    try {
      wrap(NOTHING);
    } catch (IOException _) {
      // Whoever does not hear it sees the end of the connection next.
    }
    plain.close();
  }
}

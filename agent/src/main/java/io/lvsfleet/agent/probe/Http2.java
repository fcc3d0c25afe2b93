package io.lvsfleet.agent.probe;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.lvsfleet.agent.probe.Failures.UnexpectedAnswer;
import io.lvsfleet.model.HttpCheck.Request;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Map;

/// One exchange of HTTP/2 (RFC 9113) on a connection of its own: one stream, and of the headers of
/// the answer only its status.
///
/// The JDK's client is not used, because it asks for no other host than the one it connects to.
final class Http2 {

  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int RST_STREAM = 3;
  private static final int SETTINGS = 4;
  private static final int PUSH_PROMISE = 5;
  private static final int PING = 6;
  private static final int GOAWAY = 7;
  private static final int WINDOW_UPDATE = 8;
  private static final int CONTINUATION = 9;

  private static final int END_STREAM = 1;
  private static final int ACK = 1;
  private static final int END_HEADERS = 4;
  private static final int PADDED = 8;
  private static final int PRIORITY = 32;

  private static final int STREAM = 1;
  private static final int FRAME_HEADER = 9;

  /// RFC 9113 section 4.2: what a peer may send that was told nothing else.
  private static final int MAX_FRAME = 16_384;

  /// No honest server needs so many frames that carry nothing.
  private static final int MAX_EMPTY_FRAMES = 1_000;

  private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

  private final Connection connection;
  private byte[] received = new byte[0];
  private int position;

  Http2(Connection connection) {
    this.connection = connection;
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Frame(int type, int flags, int stream, byte[] payload) {
    boolean has(int flag) {
      return (flags & flag) != 0;
    }

    /// Without padding (RFC 9113 section 6.1) and priority (section 6.2).
    ByteBuffer content() throws UnexpectedAnswer {
      int start = has(PADDED) ? 1 : 0;
      int padding = has(PADDED) && payload.length > 0 ? payload[0] & 0xff : 0;
      if (type == HEADERS && has(PRIORITY)) {
        start += 5;
      }
      if (start + padding > payload.length) {
        throw new UnexpectedAnswer("an HTTP/2 frame with more padding than content");
      }
      return ByteBuffer.wrap(payload, start, payload.length - start - padding);
    }
  }

  /// @return the status
  int exchange(Request request, String authority, Http1.Sink body) throws IOException {
    send(request, authority);
    boolean wantsBody = request.expected().maxBody() > 0;
    int status = 0;
    for (int empty = 0; empty < MAX_EMPTY_FRAMES; empty++) {
      Frame frame = next();
      switch (frame.type()) {
        case SETTINGS -> {
          if (!frame.has(ACK)) {
            connection.write(frame(SETTINGS, ACK, 0, new byte[0]));
          }
        }
        case PING -> {
          if (!frame.has(ACK)) {
            connection.write(frame(PING, ACK, 0, frame.payload()));
          }
        }
        case HEADERS -> {
          boolean informational = status > 0 && status < 200;
          if (status == 0 || informational) {
            status = status(frame);
          }
          skipContinuations(frame);
          if (status >= 200 && (frame.has(END_STREAM) || !wantsBody)) {
            return status;
          }
        }
        case DATA -> {
          if (status < 200) {
            throw new UnexpectedAnswer("HTTP/2 data before the status");
          }
          ByteBuffer content = frame.content();
          body.take(frame.payload(), content.position(), content.remaining());
          if (frame.has(END_STREAM)) {
            return status;
          }
          if (frame.payload().length > 0) {
            empty = 0;
            connection.write(windowUpdates(frame.payload().length));
          }
        }
        case RST_STREAM, GOAWAY -> throw refused(frame);
        case PUSH_PROMISE -> throw new UnexpectedAnswer("a push that was forbidden");
        default -> {} // RFC 9113 section 5.5: unknown frames are ignored
      }
    }
    throw new UnexpectedAnswer("nothing but empty HTTP/2 frames");
  }

  private static UnexpectedAnswer refused(Frame frame) {
    byte[] payload = frame.payload();
    int at = frame.type() == GOAWAY ? 4 : 0;
    int code = payload.length >= at + 4 ? ByteBuffer.wrap(payload).getInt(at) : -1;
    return new UnexpectedAnswer(
        (frame.type() == GOAWAY ? "GOAWAY" : "RST_STREAM") + " with error code " + code);
  }

  private void send(Request request, String authority) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(PREFACE.getBytes(ISO_8859_1));
    // No dynamic table (SETTINGS_HEADER_TABLE_SIZE 0) and no pushes (SETTINGS_ENABLE_PUSH 0).
    all.writeBytes(frame(SETTINGS, 0, 0, new byte[] {0, 1, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0}));
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    literal(block, ":method", request.method().name());
    literal(block, ":scheme", "https");
    literal(block, ":path", request.path());
    literal(block, ":authority", authority);
    literal(block, "user-agent", "lvs-fleet");
    for (Map.Entry<String, String> header : request.headers().entrySet()) {
      literal(block, header.getKey().toLowerCase(Locale.ROOT), header.getValue());
    }
    all.writeBytes(frame(HEADERS, END_STREAM | END_HEADERS, STREAM, block.toByteArray()));
    connection.write(all.toByteArray());
  }

  /// RFC 7541 section 6.2.2: a literal field with a new name, not indexed, not Huffman-coded.
  private static void literal(ByteArrayOutputStream block, String name, String value) {
    block.write(0);
    string(block, name);
    string(block, value);
  }

  /// RFC 7541 sections 5.1 and 5.2.
  private static void string(ByteArrayOutputStream block, String text) {
    int left = text.length();
    if (left < 127) {
      block.write(left);
    } else {
      block.write(127);
      for (left -= 127; left >= 128; left >>= 7) {
        block.write((left & 127) | 128);
      }
      block.write(left);
    }
    block.writeBytes(text.getBytes(ISO_8859_1));
  }

  private static byte[] frame(int type, int flags, int stream, byte[] payload) {
    ByteBuffer frame = ByteBuffer.allocate(FRAME_HEADER + payload.length);
    frame.put((byte) (payload.length >> 16)).putShort((short) payload.length);
    return frame.put((byte) type).put((byte) flags).putInt(stream).put(payload).array();
  }

  /// Of the connection and of the stream, or the server stops after 64 KiB.
  private static byte[] windowUpdates(int bytes) {
    byte[] increment = ByteBuffer.allocate(4).putInt(bytes).array();
    return ByteBuffer.allocate(2 * (FRAME_HEADER + 4))
        .put(frame(WINDOW_UPDATE, 0, 0, increment))
        .put(frame(WINDOW_UPDATE, 0, STREAM, increment))
        .array();
  }

  /// The status is the first field (RFC 9113 section 8.3), and no dynamic table exists.
  private static int status(Frame frame) throws UnexpectedAnswer {
    return StatusField.read(frame.content());
  }

  private void skipContinuations(Frame headers) throws IOException {
    int length = headers.payload().length;
    for (Frame frame = headers; !frame.has(END_HEADERS); ) {
      frame = next();
      length += frame.payload().length;
      if (frame.type() != CONTINUATION || length > Http1.MAX_HEAD || frame.payload().length == 0) {
        throw new UnexpectedAnswer("HTTP/2 headers that do not end");
      }
    }
  }

  private Frame next() throws IOException {
    fill(FRAME_HEADER);
    ByteBuffer header = ByteBuffer.wrap(received, position, FRAME_HEADER);
    int length = ((header.get() & 0xff) << 16) | (header.getShort() & 0xffff);
    int type = header.get() & 0xff;
    int flags = header.get() & 0xff;
    int stream = header.getInt() & 0x7fff_ffff;
    if (length > MAX_FRAME) {
      throw new UnexpectedAnswer("an HTTP/2 frame of " + length + " bytes");
    }
    position += FRAME_HEADER;
    fill(length);
    byte[] payload = new byte[length];
    System.arraycopy(received, position, payload, 0, length);
    position += length;
    return new Frame(type, flags, stream, payload);
  }

  /// Reads until so many bytes are there.
  private void fill(int wanted) throws IOException {
    byte[] read = new byte[2 * 1024];
    while (received.length - position < wanted) {
      int count = connection.read(read);
      if (count < 0) {
        throw new UnexpectedAnswer("the connection ended within an HTTP/2 frame");
      }
      int kept = received.length - position;
      byte[] joined = new byte[kept + count];
      System.arraycopy(received, position, joined, 0, kept);
      System.arraycopy(read, 0, joined, kept, count);
      received = joined;
      position = 0;
    }
  }
}

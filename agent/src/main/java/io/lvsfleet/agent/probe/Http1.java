package io.lvsfleet.agent.probe;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.lvsfleet.agent.probe.Failures.UnexpectedAnswer;
import io.lvsfleet.agent.probe.HttpHead.Framing;
import io.lvsfleet.model.HttpCheck.Request;
import io.lvsfleet.model.HttpCheck.Version;
import java.io.IOException;
import java.util.Arrays;

/// One exchange of HTTP/1.0 or 1.1 on a connection that ends with it.
final class Http1 {

  static final int MAX_HEAD = 64 * 1024;

  private static final int FIRST_READ = 2 * 1024;
  private static final int BODY_READ = 16 * 1024;
  private static final int MAX_CHUNK_LINE = 256;

  private final Connection connection;

  /// What was read and not used yet: from `position` to `end`.
  private byte[] buffer = new byte[0];

  private int position;
  private int end;
  private int reads;

  Http1(Connection connection) {
    this.connection = connection;
  }

  /// Takes the body, piece by piece.
  interface Sink {
    void take(byte[] bytes, int from, int count) throws IOException;
  }

  void send(Request request, Version version, String host) throws IOException {
    StringBuilder text =
        new StringBuilder(256)
            .append(request.method())
            .append(' ')
            .append(request.path())
            .append(" HTTP/")
            .append(version.text())
            .append("\r\nHost: ")
            .append(host)
            .append("\r\nUser-Agent: lvs-fleet\r\nConnection: close\r\n");
    request
        .headers()
        .forEach((name, value) -> text.append(name).append(": ").append(value).append("\r\n"));
    connection.write(text.append("\r\n").toString().getBytes(ISO_8859_1));
  }

  /// The final answer; interim ones (RFC 9110 section 15.2) are passed over.
  HttpHead head() throws IOException {
    int left = MAX_HEAD;
    while (true) {
      int length = headLength(left);
      HttpHead head =
          HttpHead.parse(Arrays.copyOfRange(buffer, position, position + length), length);
      position += length + 4;
      left -= length + 4;
      if (head.status() >= 200 || head.status() == 101) {
        return head;
      }
    }
  }

  /// Reads until an empty line ends the head.
  private int headLength(int limit) throws IOException {
    int searched = position;
    while (true) {
      for (int i = searched; i + 3 < end; i++) {
        if (buffer[i] == '\r'
            && buffer[i + 1] == '\n'
            && buffer[i + 2] == '\r'
            && buffer[i + 3] == '\n') {
          return i - position;
        }
      }
      searched = Math.max(position, end - 3);
      if (end - position >= limit) {
        throw new UnexpectedAnswer("a head of more than 64 KiB");
      }
      if (end - position >= 16 && !startsLikeHttp()) {
        HttpHead.parse(Arrays.copyOfRange(buffer, position, end), end - position);
      }
      if (!more()) {
        throw new UnexpectedAnswer(
            end == position
                ? "the connection ended without an answer"
                : "the connection ended within the head");
      }
    }
  }

  /// Some other protocol's greeting is not worth waiting until the deadline for.
  private boolean startsLikeHttp() {
    return new String(buffer, position, 5, ISO_8859_1).equals("HTTP/");
  }

  void body(Framing framing, Sink sink) throws IOException {
    switch (framing) {
      case Framing.Length(long bytes) -> pass(bytes, sink);
      case Framing.Chunked() -> chunks(sink);
      case Framing.UntilClose() -> {
        do {
          sink.take(buffer, position, end - position);
          position = end;
        } while (more());
      }
    }
  }

  private void pass(long bytes, Sink sink) throws IOException {
    long left = bytes;
    while (left > 0) {
      if (position == end && !more()) {
        throw new UnexpectedAnswer(
            "the connection ended " + left + " bytes before the end of the body");
      }
      int count = (int) Math.min(left, end - position);
      sink.take(buffer, position, count);
      position += count;
      left -= count;
    }
  }

  /// RFC 9112 section 7.1.
  private void chunks(Sink sink) throws IOException {
    while (true) {
      String line = line();
      int extension = line.indexOf(';');
      String size = (extension < 0 ? line : line.substring(0, extension)).strip();
      if (!size.matches("[0-9A-Fa-f]{1,8}")) {
        throw new UnexpectedAnswer("a chunk of size \"" + Failures.clip(size) + "\"");
      }
      long bytes = Long.parseLong(size, 16);
      if (bytes == 0) {
        break;
      }
      pass(bytes, sink);
      if (!line().isEmpty()) {
        throw new UnexpectedAnswer("a chunk longer than its size");
      }
    }
    int left = MAX_HEAD; // the trailer
    for (String line = line(); !line.isEmpty(); line = line()) {
      left -= line.length() + 2;
      if (left < 0) {
        throw new UnexpectedAnswer("a trailer of more than 64 KiB");
      }
    }
  }

  private String line() throws IOException {
    for (int searched = position; ; ) {
      for (int i = searched; i + 1 < end; i++) {
        if (buffer[i] == '\r' && buffer[i + 1] == '\n') {
          String line = new String(buffer, position, i - position, ISO_8859_1);
          position = i + 2;
          return line;
        }
      }
      int known = end - position;
      if (known > MAX_CHUNK_LINE) {
        throw new UnexpectedAnswer("a chunk's first line of more than 256 bytes");
      }
      if (!more()) {
        throw new UnexpectedAnswer("the connection ended within a chunked body");
      }
      searched = position + Math.max(0, known - 1);
    }
  }

  /// Reads behind what is there, moving it to the front of a larger buffer if it has to.
  @SuppressWarnings("ThreadPriorityCheck")
  private boolean more() throws IOException {
    byte[] read = new byte[buffer.length == 0 ? FIRST_READ : BODY_READ];
    if (++reads % 16 == 0) {
      Deadline.letOthersRun(); // a peer that always has more would keep other probes from running
    }
    int count = connection.read(read);
    if (count < 0) {
      return false;
    }
    int kept = end - position;
    if (kept == 0) {
      buffer = read;
    } else {
      byte[] joined = new byte[kept + count];
      System.arraycopy(buffer, position, joined, 0, kept);
      System.arraycopy(read, 0, joined, kept, count);
      buffer = joined;
    }
    position = 0;
    end = kept + count;
    return true;
  }
}

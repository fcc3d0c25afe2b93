package io.lvsfleet.agent.local;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/// One request per connection: words separated by NUL, ended by closing that direction; then one
/// answer, `+` or `-` and a text, ended by closing the connection.
final class LocalProtocol {

  static final String NAME = "agent.sock";
  static final int LONGEST_REQUEST = 4096;
  static final int LONGEST_ANSWER = 8 << 20;

  private LocalProtocol() {}

  static Path socket(Path stateDirectory) {
    return stateDirectory.resolve(NAME);
  }

  static byte[] request(List<String> words) {
    return String.join("\0", words).getBytes(StandardCharsets.UTF_8);
  }

  static List<String> words(byte[] request) {
    return Arrays.asList(new String(request, StandardCharsets.UTF_8).split("\0", -1));
  }

  static byte[] answer(LocalAnswer answer) {
    byte[] whole = ((answer.ok() ? "+" : "-") + answer.text()).getBytes(StandardCharsets.UTF_8);
    return whole.length <= LONGEST_ANSWER ? whole : Arrays.copyOf(whole, LONGEST_ANSWER);
  }

  static LocalAnswer answer(byte[] bytes) throws IOException {
    String text = new String(bytes, StandardCharsets.UTF_8);
    if (text.isEmpty() || (text.charAt(0) != '+' && text.charAt(0) != '-')) {
      throw new IOException("the agent did not answer");
    }
    return new LocalAnswer(text.charAt(0) == '+', text.substring(1));
  }

  /// Everything until the other side closes its direction.
  static byte[] readAll(SocketChannel channel, int longest) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(Math.min(longest, 64 << 10));
    while (channel.read(buffer) >= 0) {
      if (!buffer.hasRemaining()) {
        if (buffer.capacity() >= longest) {
          throw new IOException("more than " + longest + " bytes");
        }
        ByteBuffer larger = ByteBuffer.allocate(Math.min(longest, buffer.capacity() * 2));
        larger.put(buffer.flip());
        buffer = larger;
      }
    }
    return Arrays.copyOf(buffer.array(), buffer.position());
  }

  static void writeAll(SocketChannel channel, byte[] bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
    channel.shutdownOutput();
  }
}

package io.lvsfleet.agent.netlink;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/// A captured exchange with the kernel (`src/test/sh/golden` writes them).
///
/// @param sent datagrams, in order
/// @param received datagrams, in order
public record Golden(String name, List<ByteBuffer> sent, List<ByteBuffer> received) {

  public static Golden read(String name) {
    try {
      List<String> lines = Files.readAllLines(directory().resolve(name + ".hex"));
      return new Golden(name, datagrams(lines, "> "), datagrams(lines, "< "));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static List<String> names() {
    try (Stream<Path> files = Files.list(directory())) {
      return files.map(file -> file.getFileName().toString().replace(".hex", "")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path directory() {
    try {
      return Path.of(Objects.requireNonNull(Golden.class.getResource("/golden/netlink")).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<ByteBuffer> datagrams(List<String> lines, String sign) {
    return lines.stream()
        .filter(line -> line.startsWith(sign))
        .map(line -> HexFormat.ofDelimiter(" ").parseHex(line.substring(sign.length())))
        .map(bytes -> ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()))
        .toList();
  }

  /// The last request: tools ask about things before they change them.
  public NetlinkMessage request() throws NetlinkError {
    return NetlinkMessage.parse(sent.getLast()).getFirst();
  }

  /// All received messages, in order.
  public List<NetlinkMessage> messages() throws NetlinkError {
    List<NetlinkMessage> messages = new java.util.ArrayList<>();
    for (ByteBuffer datagram : received) {
      messages.addAll(NetlinkMessage.parse(datagram));
    }
    return messages;
  }
}

package io.lvsfleet.agent.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.SortedMap;
import java.util.TreeMap;

/// A payload as a map from attribute paths to values, so that two programs' messages can be
/// compared whatever their order. Written without [AttributeReader].
final class AttributeTree {

  private AttributeTree() {}

  /// @param header bytes before the attributes; they are the value of the path `header`
  static SortedMap<String, String> of(ByteBuffer payload, int header) {
    ByteBuffer in = payload.slice().order(ByteOrder.nativeOrder());
    SortedMap<String, String> tree = new TreeMap<>();
    tree.put("header", hex(in.slice(0, header)));
    read(in.slice(header, in.limit() - header), "", tree);
    return tree;
  }

  private static void read(ByteBuffer attributes, String path, SortedMap<String, String> tree) {
    ByteBuffer in = attributes.order(ByteOrder.nativeOrder());
    for (int at = 0; at < in.limit(); ) {
      int length = Short.toUnsignedInt(in.getShort(at));
      int type = Short.toUnsignedInt(in.getShort(at + 2));
      ByteBuffer value = in.slice(at + 4, length - 4);
      if ((type & 0x8000) != 0) {
        read(value, path + (type & 0x3fff) + ".", tree);
      } else if (tree.put(path + type, hex(value)) != null) {
        throw new AssertionError("attribute " + path + type + " occurs twice");
      }
      at += (length + 3) & ~3;
    }
  }

  private static String hex(ByteBuffer bytes) {
    byte[] copy = new byte[bytes.remaining()];
    bytes.duplicate().get(copy);
    return HexFormat.of().formatHex(copy);
  }
}

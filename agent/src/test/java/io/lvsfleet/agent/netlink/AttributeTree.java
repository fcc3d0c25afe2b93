package io.lvsfleet.agent.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// A payload as a map from attribute paths to values, so that two programs' messages can be
/// compared whatever their order. Written without [AttributeReader].
final class AttributeTree {

  private AttributeTree() {}

  /// @param header bytes before the attributes; they are the value of the path `header`
  static SortedMap<String, String> of(ByteBuffer payload, int header) {
    return of(payload, header, Set.of());
  }

  /// @param nested paths of attributes that are nested although they do not say so: older tools
  static SortedMap<String, String> of(ByteBuffer payload, int header, Set<String> nested) {
    ByteBuffer in = payload.slice().order(ByteOrder.nativeOrder());
    SortedMap<String, String> tree = new TreeMap<>();
    tree.put("header", hex(in.slice(0, header)));
    read(in.slice(header, in.limit() - header), "", nested, tree);
    return tree;
  }

  private static void read(
      ByteBuffer attributes, String path, Set<String> nested, SortedMap<String, String> tree) {
    ByteBuffer in = attributes.order(ByteOrder.nativeOrder());
    for (int at = 0; at < in.limit(); ) {
      int length = Short.toUnsignedInt(in.getShort(at));
      int type = Short.toUnsignedInt(in.getShort(at + 2));
      ByteBuffer value = in.slice(at + 4, length - 4);
      int plain = type & 0x3fff;
      if ((type & 0x8000) != 0 || nested.contains(path + plain)) {
        read(value, path + plain + ".", nested, tree);
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

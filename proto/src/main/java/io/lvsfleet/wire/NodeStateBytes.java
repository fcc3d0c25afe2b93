package io.lvsfleet.wire;

import com.google.protobuf.InvalidProtocolBufferException;
import io.lvsfleet.model.NodeState;
import io.lvsfleet.protocol.v1.NodeProto;

/// Node states for those who keep them.
public final class NodeStateBytes {

  private NodeStateBytes() {}

  public static byte[] write(NodeState state) {
    return NodeStateWire.encode(state).toByteArray();
  }

  public static NodeState read(byte[] bytes) throws WireException {
    try {
      return NodeStateWire.decode(new Field("state"), NodeProto.NodeState.parseFrom(bytes));
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException("not the bytes of a node state", e);
    }
  }
}

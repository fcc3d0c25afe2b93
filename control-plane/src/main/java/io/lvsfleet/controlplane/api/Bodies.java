package io.lvsfleet.controlplane.api;

import java.io.IOException;
import java.io.InputStream;

/// Bodies of requests.
final class Bodies {

  static final int MAX_BYTES = 4 * 1024 * 1024;

  private Bodies() {}

  /// Reads no more than is allowed, whatever length was announced or not, and however small it was
  /// while it was compressed.
  static byte[] read(InputStream body) throws IOException {
    byte[] bytes = body.readNBytes(MAX_BYTES + 1);
    if (bytes.length > MAX_BYTES) {
      throw new ApiProblem(ProblemType.TOO_LARGE, "a document has at most 4 MiB")
          .withHeader("Connection", "close");
    }
    return bytes;
  }
}

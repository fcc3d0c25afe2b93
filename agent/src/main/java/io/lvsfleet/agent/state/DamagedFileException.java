package io.lvsfleet.agent.state;

import java.nio.file.Path;

/// A file on disk cannot be believed. The agent says so and goes on as if there were none.
public final class DamagedFileException extends Exception {
  DamagedFileException(Path path, String reason) {
    super(path + " is damaged and is ignored: " + reason);
  }
}

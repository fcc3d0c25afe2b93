package io.lvsfleet.agent.runner;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/// A directory of scripts that tests write.
record Programs(Path directory) {

  Path put(String name, String script) throws IOException {
    Path file = directory.resolve(name);
    Files.writeString(file, "#!/bin/sh\n" + script);
    return permit(file, "rwxr-xr-x");
  }

  static Path permit(Path path, String permissions) throws IOException {
    return Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
  }

  /// Its files may be anybody's, and above it is not looked at.
  ScriptDirectory trusted() throws IOException {
    permit(directory, "rwxr-xr-x");
    return new ScriptDirectory(directory, directory.toRealPath(), _ -> true);
  }
}

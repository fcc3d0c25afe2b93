package io.lvsfleet.controlplane.app;

import java.nio.file.Path;

/// Where the state directory is.
final class StatePath {

  private StatePath() {}

  static Path of(LvsConfig config) {
    return config.stateDirectory().orElseGet(StatePath::usual).toAbsolutePath().normalize();
  }

  /// The Filesystem Hierarchy Standard's place for root, the XDG base directory's for others.
  private static Path usual() {
    if (System.getProperty("user.name").equals("root")) {
      return Path.of("/var/lib/lvs-control-plane");
    }
    String xdg = System.getenv("XDG_STATE_HOME");
    Path base =
        xdg == null || xdg.isEmpty()
            ? Path.of(System.getProperty("user.home"), ".local", "state")
            : Path.of(xdg);
    return base.resolve("lvs-control-plane");
  }
}

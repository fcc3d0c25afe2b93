package io.lvsfleet.agent.kernel;

import io.lvsfleet.reconcile.HostIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// What this host says about itself. Unlike tables it does not change while the agent runs.
///
/// @param kernelRelease as `uname -r` prints it
public record HostFacts(HostIdentity identity, String kernelRelease) {

  private static final Path KERNEL = Path.of("/proc/sys/kernel");

  public static HostFacts read() throws IOException {
    String bootId = Files.readString(KERNEL.resolve("random/boot_id")).strip();
    // The link leads to the namespace itself, whose inode number is its identity.
    long namespace = (long) Files.getAttribute(Path.of("/proc/self/ns/net"), "unix:ino");
    return new HostFacts(
        new HostIdentity(bootId, namespace), Files.readString(KERNEL.resolve("osrelease")).strip());
  }
}

package io.lvsfleet.controlplane.database;

import io.lvsfleet.controlplane.state.StateFiles;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;
import org.jspecify.annotations.Nullable;

/// PostgreSQL's programs, unpacked once per version.
///
/// @param home has `bin`, `lib` and `share`
record PostgresBinaries(Path home, String version) {

  private static final String ARCHIVE = "/postgres-linux-x86_64.txz";
  private static final String VERSIONS = "/lvs-control-plane-versions.properties";
  private static final String MARKER = ".complete";
  private static final String UNPACKING = ".unpacking";

  /// Unpacks into `parent/VERSION` what is not there yet.
  static PostgresBinaries unpack(Path parent) {
    requireSupportedPlatform();
    String version = bundledVersion();
    Path home = parent.resolve(version);
    try {
      if (!isComplete(home)) {
        StateFiles.deleteTree(home);
        Path temporary = Files.createTempDirectory(parent, version + UNPACKING);
        try {
          extract(temporary);
          // createTempDirectory makes it 0700; another account may have to run what is in it.
          Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwxr-xr-x"));
          Files.writeString(temporary.resolve(MARKER), contents(temporary));
          StateFiles.moveDurably(temporary, home);
        } finally {
          StateFiles.deleteTree(temporary);
        }
      }
      return new PostgresBinaries(home.toRealPath(), version);
    } catch (IOException e) {
      throw new DatabaseException(
          "%s: PostgreSQL %s cannot be unpacked: %s".formatted(home, version, e), e);
    }
  }

  String program(String name) {
    return home.resolve("bin").resolve(name).toString();
  }

  /// As PostgreSQL writes it into PG_VERSION.
  String majorVersion() {
    return version.substring(0, version.indexOf('.'));
  }

  /// Removes what earlier versions and interrupted starts left beside this one.
  void deleteOthers() throws IOException {
    Path parent = home.getParent();
    if (parent == null) {
      return;
    }
    List<Path> others;
    try (Stream<Path> entries = Files.list(parent)) {
      others =
          entries
              .filter(entry ->
                  entry.getFileName().toString().contains(UNPACKING)
                      || (Files.exists(entry.resolve(MARKER)) && !entry.endsWith(version)))
              .toList();
    }
    for (Path other : others) {
      StateFiles.deleteTree(other);
    }
  }

  private static void requireSupportedPlatform() {
    String platform =
        (System.getProperty("os.name") + "/" + System.getProperty("os.arch"))
            .toLowerCase(Locale.ROOT);
    if (!platform.equals("linux/amd64")) {
      throw new DatabaseException(
          platform
              + ": the embedded PostgreSQL is made for linux/amd64 only; set lvs.database.url to an"
              + " external PostgreSQL");
    }
  }

  private static String bundledVersion() {
    try (InputStream in = PostgresBinaries.class.getResourceAsStream(VERSIONS)) {
      Properties versions = new Properties();
      versions.load(required(in, VERSIONS));
      return versions.getProperty("postgresql");
    } catch (IOException e) {
      throw new DatabaseException(VERSIONS + ": cannot be read: " + e, e);
    }
  }

  private static InputStream required(@Nullable InputStream in, String name) throws IOException {
    if (in == null) {
      throw new IOException(name + " is missing from the program");
    }
    return in;
  }

  /// After a power cut a file can be there without its content: so sizes count too.
  private static boolean isComplete(Path home) throws IOException {
    Path marker = home.resolve(MARKER);
    return Files.exists(marker) && Files.readString(marker).equals(contents(home));
  }

  private static String contents(Path home) throws IOException {
    long files = 0;
    long bytes = 0;
    try (Stream<Path> all = Files.walk(home)) {
      for (Path path : all.filter(Files::isRegularFile).toList()) {
        if (!path.endsWith(MARKER)) {
          files++;
          bytes += Files.size(path);
        }
      }
    }
    return "files=%d bytes=%d%n".formatted(files, bytes);
  }

  private static void extract(Path target) throws IOException {
    try (InputStream resource =
            required(PostgresBinaries.class.getResourceAsStream(ARCHIVE), ARCHIVE);
        TarArchiveInputStream tar =
            new TarArchiveInputStream(
                new XZCompressorInputStream(new BufferedInputStream(resource)))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        Path path = target.resolve(entry.getName()).normalize();
        if (!path.startsWith(target)) {
          throw new IOException(entry.getName() + " leaves the directory it is unpacked into");
        }
        write(entry, tar, path);
      }
    }
  }

  private static void write(TarArchiveEntry entry, InputStream content, Path path)
      throws IOException {
    if (entry.isDirectory()) {
      Files.createDirectories(path);
      return;
    }
    Path parent = path.getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    if (entry.isSymbolicLink()) {
      Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
    } else if (!entry.getName().endsWith(".a")) {
      // Static libraries are for building extensions, which nobody does here.
      Files.copy(content, path, StandardCopyOption.REPLACE_EXISTING);
      boolean executable = (entry.getMode() & 0100) != 0;
      Files.setPosixFilePermissions(
          path, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
    }
  }
}

package io.lvsfleet.agent.runner;

import io.lvsfleet.model.FileName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;
import java.util.function.IntPredicate;

/// A directory whose programs may be run: it, all that leads there, and the programs are the
/// administrator's alone. Looked at each time, because it may change.
final class ScriptDirectory {

  private final Path configured;
  private final Path top;
  private final IntPredicate trusted;

  ScriptDirectory(Path configured) {
    this(configured, Path.of("/"), user -> user == 0);
  }

  /// @param top is looked at and everything from there to the programs
  /// @param trusted user ids whose files are trusted
  ScriptDirectory(Path configured, Path top, IntPredicate trusted) {
    this.configured = configured;
    this.top = top;
    this.trusted = trusted;
  }

  /// Why a program is not run.
  static final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    RefusedException(String reason) {
      super(reason);
    }
  }

  /// The program of that name. A symbolic link is followed within the directory: plugins of one
  /// program under many names are links.
  Path program(String name) throws RefusedException {
    try {
      FileName.require(name);
      Path directory = configured.toRealPath();
      for (Path part = directory; part != null && part.startsWith(top); part = part.getParent()) {
        requireTrusted(part, attributes(part));
      }
      Path program = directory.resolve(name);
      Path file = program.toRealPath();
      if (!directory.equals(file.getParent())) {
        throw new RefusedException(program + " leads out of its directory, to " + file);
      }
      PosixFileAttributes attributes = attributes(file);
      if (!attributes.isRegularFile()) {
        throw new RefusedException(program + " is no regular file");
      }
      requireTrusted(file, attributes);
      if (!Files.isReadable(file) && !Files.isExecutable(file)) {
        throw new RefusedException(program + " is not readable for the runner's user");
      }
      if (!Files.isExecutable(file)) {
        throw new RefusedException(program + " is not executable for the runner's user");
      }
      return program;
    } catch (NoSuchFileException e) {
      throw new RefusedException(e.getFile() + " does not exist");
    } catch (IOException e) {
      throw new RefusedException(configured.resolve(name) + " cannot be looked at: " + e);
    } catch (IllegalArgumentException e) {
      throw new RefusedException(String.valueOf(e.getMessage()));
    }
  }

  private static PosixFileAttributes attributes(Path path) throws IOException {
    return Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
  }

  private void requireTrusted(Path path, PosixFileAttributes attributes)
      throws IOException, RefusedException {
    if (!(Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS) instanceof Integer user)
        || !trusted.test(user)) {
      throw new RefusedException(path + " belongs to " + attributes.owner() + ", not to root");
    }
    Set<PosixFilePermission> permissions = attributes.permissions();
    if (permissions.contains(PosixFilePermission.GROUP_WRITE)) {
      throw new RefusedException(path + " is writable for its group");
    }
    if (permissions.contains(PosixFilePermission.OTHERS_WRITE)) {
      throw new RefusedException(path + " is writable for everybody");
    }
  }
}

package io.lvsfleet.controlplane.database;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// As whom PostgreSQL's programs run: they refuse to run as root (main.c, check_root).
sealed interface RunAs {

  List<String> command(List<String> command);

  /// Makes a directory usable for those programs.
  ///
  /// @param ours the directory above it from which on everything is ours to change
  void adapt(Path directory, Path ours) throws IOException;

  /// We are not root: run them as we are.
  record Ourselves() implements RunAs {

    @Override
    public List<String> command(List<String> command) {
      return command;
    }

    @Override
    public void adapt(Path directory, Path ours) {}
  }

  /// In a user namespace without any mapping the program sees itself as the overflow user and has
  /// no capability, while its files stay root's (user_namespaces(7)).
  record UserNamespace() implements RunAs {

    private static final List<String> PREFIX = List.of("unshare", "--user");

    @Override
    public List<String> command(List<String> command) {
      return prefixed(PREFIX, command);
    }

    @Override
    public void adapt(Path directory, Path ours) {}
  }

  /// As an unprivileged account, which then owns the files.
  record Account(String name, int uid, int gid) implements RunAs {

    @Override
    public List<String> command(List<String> command) {
      return prefixed(
          List.of("setpriv", "--reuid=" + uid, "--regid=" + gid, "--clear-groups", "--"), command);
    }

    @Override
    public void adapt(Path directory, Path ours) throws IOException {
      Files.walkFileTree(
          directory,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes)
                throws IOException {
              return chown(path);
            }

            @Override
            public FileVisitResult visitFile(Path path, BasicFileAttributes attributes)
                throws IOException {
              return chown(path);
            }
          });
      for (Path parent = directory.getParent();
          parent != null && parent.startsWith(ours);
          parent = parent.getParent()) {
        if (!Files.getAttribute(parent, "unix:uid").equals(uid)) {
          allowPassage(parent);
        }
      }
      if (!works(command(List.of("test", "-e", directory.toString())))) {
        throw new DatabaseException(
            ("%s: PostgreSQL has to run as the account %s here, which may not pass through a"
                    + " directory above %s; choose another state directory")
                .formatted(directory, name, ours));
      }
    }

    private FileVisitResult chown(Path path) throws IOException {
      Files.setAttribute(path, "unix:uid", uid, LinkOption.NOFOLLOW_LINKS);
      Files.setAttribute(path, "unix:gid", gid, LinkOption.NOFOLLOW_LINKS);
      return FileVisitResult.CONTINUE;
    }

    /// Others may pass through, not read.
    private static void allowPassage(Path directory) throws IOException {
      Set<PosixFilePermission> permissions =
          EnumSet.copyOf(Files.getPosixFilePermissions(directory));
      permissions.add(PosixFilePermission.OTHERS_EXECUTE);
      Files.setPosixFilePermissions(directory, permissions);
    }
  }

  /// The gentlest way that works here.
  static RunAs detect() {
    if (ownUid() != 0) {
      return new Ourselves();
    }
    UserNamespace namespace = new UserNamespace();
    if (works(namespace.command(List.of("true")))) {
      return namespace;
    }
    return account("lvs-control-plane", "postgres", "nobody");
  }

  private static RunAs account(String... names) {
    for (String name : names) {
      Command.Result uid = Command.run(List.of("id", "-u", name), PROBE_TIMEOUT);
      Command.Result gid = Command.run(List.of("id", "-g", name), PROBE_TIMEOUT);
      if (uid.succeeded() && gid.succeeded()) {
        Account account =
            new Account(name, Integer.parseInt(uid.output()), Integer.parseInt(gid.output()));
        if (works(account.command(List.of("true")))) {
          return account;
        }
      }
    }
    throw new DatabaseException(
        "PostgreSQL refuses to run as root, and here root can neither make a user namespace"
            + " (unshare --user) nor become one of the accounts "
            + String.join(", ", names)
            + " (setpriv --reuid): run the control plane as a plain user, or set"
            + " lvs.database.url to an external PostgreSQL");
  }

  Duration PROBE_TIMEOUT = Duration.ofSeconds(10);

  private static boolean works(List<String> command) {
    try {
      return Command.run(command, PROBE_TIMEOUT).succeeded();
    } catch (DatabaseException _) {
      // The program is not installed: the next way may work.
      return false;
    }
  }

  private static int ownUid() {
    try {
      return (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
    } catch (IOException e) {
      throw new DatabaseException("/proc/self: cannot be read: " + e, e);
    }
  }

  private static List<String> prefixed(List<String> prefix, List<String> command) {
    List<String> whole = new ArrayList<>(prefix);
    whole.addAll(command);
    return List.copyOf(whole);
  }
}

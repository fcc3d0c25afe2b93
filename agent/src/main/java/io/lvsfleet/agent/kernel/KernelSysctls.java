package io.lvsfleet.agent.kernel;

import io.lvsfleet.agent.core.port.KernelException;
import io.lvsfleet.agent.core.port.SysctlTable;
import io.lvsfleet.model.SysctlKey;
import io.lvsfleet.reconcile.Operation.SetSysctl;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;

/// Kernel parameters as files below `/proc/sys`; those of `net` are the process's network
/// namespace's.
public final class KernelSysctls implements SysctlTable {

  /// The C library's words for what a write of a parameter can end with.
  private static final Map<String, String> ERRNO_OF_TEXT =
      Map.of(
          "Invalid argument", "EINVAL",
          "Operation not permitted", "EPERM",
          "Permission denied", "EACCES",
          "Read-only file system", "EROFS",
          "Numerical result out of range", "ERANGE",
          "No such file or directory", "ENOENT");

  /// The kernel gives at most a page.
  private static final int MAX_VALUE = 4096;

  private final Path root;

  public KernelSysctls() {
    this(Path.of("/proc/sys"));
  }

  KernelSysctls(Path root) {
    this.root = root;
  }

  /// Numbers in a list are separated by one space, whatever the kernel writes (tabs).
  @Override
  public Optional<String> read(SysctlKey key) throws KernelException {
    // One read call with a large buffer: the kernel writes numbers for offset 0 only
    // (`do_proc_dointvec` in kernel/sysctl.c), so whoever asks for one byte gets one digit.
    try (InputStream file = Files.newInputStream(path(key))) {
      byte[] bytes = new byte[MAX_VALUE];
      int length = Math.max(0, file.read(bytes));
      String text = new String(bytes, 0, length, StandardCharsets.UTF_8);
      return Optional.of(text.strip().replaceAll("[ \\t]+", " "));
    } catch (NoSuchFileException _) {
      return Optional.empty();
    } catch (IOException e) {
      throw failure("sysctl " + key, e);
    }
  }

  /// One write call, because the kernel takes each as a whole value.
  @Override
  public void write(SysctlKey key, String value) throws KernelException {
    try {
      Files.writeString(path(key), value + "\n", StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw failure(new SetSysctl(key, value).describe(), e);
    }
  }

  /// `sysctl(8)`: dots separate directories, and a slash stands for a dot inside a name.
  private Path path(SysctlKey key) throws KernelException {
    Path path = root;
    for (String part : key.name().split("\\.", -1)) {
      String name = part.replace('/', '.');
      if (name.equals("..")) {
        throw new KernelException("sysctl " + key, "EINVAL", "a name does not lead upwards");
      }
      path = path.resolve(name);
    }
    return path;
  }

  private static KernelException failure(String what, IOException e) {
    String text = String.valueOf(e.getMessage());
    String errno =
        switch (e) {
          case NoSuchFileException _ -> "ENOENT";
          case AccessDeniedException _ -> "EACCES";
          default ->
              ERRNO_OF_TEXT.entrySet().stream()
                  .filter(entry -> text.contains(entry.getKey()))
                  .map(Map.Entry::getValue)
                  .findFirst()
                  .orElse("EIO");
        };
    String advice =
        switch (errno) {
          case "ENOENT" -> "this kernel has no such parameter";
          case "EACCES", "EPERM" -> Advice.permission();
          default -> text;
        };
    return new KernelException(what, errno, advice);
  }
}

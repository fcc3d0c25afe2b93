package io.lvsfleet.agent.kernel;

import io.lvsfleet.agent.core.port.KernelException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/// Runs the program `nft`, never through a shell and with nothing of this process's environment.
final class Nft {

  private static final List<Path> PLACES =
      List.of(Path.of("/usr/sbin/nft"), Path.of("/sbin/nft"), Path.of("/usr/bin/nft"));

  /// The C library's words (`LC_ALL=C`) for what a transaction can end with.
  private static final Map<String, String> ERRNO_OF_TEXT =
      Map.of(
          "Operation not permitted", "EPERM",
          "Permission denied", "EPERM",
          "Operation not supported", "EOPNOTSUPP",
          "Address family not supported by protocol", "EAFNOSUPPORT",
          "Protocol not supported", "EPROTONOSUPPORT",
          "Device or resource busy", "EBUSY",
          "File exists", "EEXIST",
          "No such file or directory", "ENOENT",
          "Invalid argument", "EINVAL",
          "Cannot allocate memory", "ENOMEM");

  /// For `-f`: what is given to it. With `-` it would open `/dev/stdin` by that name, which a small
  /// container is without.
  static final String INPUT = "/proc/self/fd/0";

  private static final int MAX_ERROR = 4096;

  private final List<Path> places;
  private final Duration timeout;
  private final int maxOutput;

  Nft() {
    this(Duration.ofSeconds(10));
  }

  Nft(Duration timeout) {
    this(PLACES, timeout, 4 << 20);
  }

  Nft(List<Path> places, Duration timeout, int maxOutput) {
    this.places = places;
    this.timeout = timeout;
    this.maxOutput = maxOutput;
  }

  /// What it prints for arguments after `nft -j`.
  ///
  /// @param what is done, in words
  /// @param input what it reads from [#INPUT]
  /// @throws KernelException `ENOENT` when it is not installed, `EMSGSIZE` when it prints too much,
  ///   `ETIMEDOUT`, or what the kernel refused
  String run(String what, String input, String... arguments) throws KernelException {
    List<String> command = new ArrayList<>(List.of(program(what).toString(), "-j"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).directory(Path.of("/").toFile());
    builder.environment().clear();
    builder.environment().put("LC_ALL", "C");
    try {
      Process process = builder.start();
      try {
        return converse(what, process, input);
      } finally {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      throw new KernelException(what, "EIO", "nft does not start: " + e.getMessage());
    }
  }

  private Path program(String what) throws KernelException {
    Optional<Path> found = places.stream().filter(Files::isExecutable).findFirst();
    return found.orElseThrow(() ->
        new KernelException(
            what, "ENOENT", "there is no program nft: install the package nftables"));
  }

  /// Input and both outputs at once: whichever pipe was left alone could be the one that fills up.
  private String converse(String what, Process process, String text) throws KernelException {
    FutureTask<Boolean> input = start("nft-input", () -> write(process, text));
    FutureTask<byte[]> output = start("nft-output", () -> read(process, maxOutput));
    FutureTask<String> errors = start("nft-errors", () -> complaint(process));
    try {
      if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new KernelException(
            what, "ETIMEDOUT", "nft did not end within " + timeout.toMillis() + " ms");
      }
      byte[] printed = output.get();
      if (printed.length > maxOutput) {
        throw new KernelException(
            what, "EMSGSIZE", "nft printed more than " + maxOutput + " bytes");
      }
      if (process.exitValue() != 0) {
        throw failure(what, process.exitValue(), errors.get());
      }
      if (!input.get()) {
        throw new KernelException(what, "EPIPE", "nft did not read what it was given");
      }
      return new String(printed, StandardCharsets.UTF_8);
    } catch (ExecutionException e) {
      throw new KernelException(what, "EIO", "nft: " + e.getCause());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new KernelException(what, "EINTR", "interrupted while nft ran");
    }
  }

  private static <T> FutureTask<T> start(String name, Callable<T> work) {
    FutureTask<T> task = new FutureTask<>(work);
    Thread.ofVirtual().name(name).start(task);
    return task;
  }

  /// Whether all of it was read: a program that fails may end before, and its exit status tells
  /// why.
  private static boolean write(Process process, String text) {
    try (OutputStream out = process.getOutputStream()) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
      return true;
    } catch (IOException _) {
      return false;
    }
  }

  private static byte[] read(Process process, int limit) throws IOException {
    try (InputStream in = process.getInputStream()) {
      byte[] bytes = in.readNBytes(limit + 1);
      if (bytes.length > limit) {
        process.destroyForcibly();
      }
      return bytes;
    }
  }

  private static String complaint(Process process) throws IOException {
    try (InputStream in = process.getErrorStream()) {
      String text = new String(in.readNBytes(MAX_ERROR), StandardCharsets.UTF_8);
      in.skip(Long.MAX_VALUE);
      return text;
    }
  }

  /// `internal:0:0-0: Error: Could not process rule: Operation not supported`
  private static KernelException failure(String what, int status, String complaint) {
    String text = complaint.strip().replaceAll("\\s*\\R\\s*", " ");
    String errno =
        ERRNO_OF_TEXT.entrySet().stream()
            .filter(entry -> text.contains(entry.getKey()))
            .map(Map.Entry::getValue)
            .findFirst()
            .orElse("EINVAL");
    String said = text.isEmpty() ? "nft ended with " + status : "nft says \"" + text + "\"";
    String advice =
        switch (errno) {
          case "EPERM" -> "; " + Advice.permission();
          case "EOPNOTSUPP", "EAFNOSUPPORT", "EPROTONOSUPPORT" ->
              "; this kernel's nf_tables is without that family or kind of rule";
          default -> "";
        };
    return new KernelException(what, errno, said + advice);
  }
}

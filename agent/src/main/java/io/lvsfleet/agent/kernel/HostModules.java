package io.lvsfleet.agent.kernel;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/// What the files of a kernel say it has, without asking the kernel: its modules, built in, loaded
/// or to be loaded, and its configuration.
///
/// @param known whether there are lists of modules at all; a kernel made as one piece has none
/// @param names with underscores, as `/proc/modules` writes them
record HostModules(boolean known, Set<String> names) {

  /// `kernel/net/netfilter/ipvs/ip_vs_rr.ko.xz: …` of `modules.dep`, what follows the colon being
  /// what it needs, and `kernel/net/netfilter/ipvs/ip_vs_rr.ko` of `modules.builtin`.
  private static final Pattern FILE = Pattern.compile("(?:[^:]*/)?([^:/]+)\\.ko[^:/]*(?::.*)?");

  /// @param root of the file system
  /// @param release as `uname -r` prints it
  static HostModules read(Path root, String release) {
    Path directory = root.resolve("lib/modules").resolve(release);
    Set<String> names = new HashSet<>();
    boolean known = false;
    for (String list : List.of("modules.dep", "modules.builtin")) {
      try (Stream<String> lines = Files.lines(directory.resolve(list))) {
        lines
            .map(FILE::matcher)
            .filter(Matcher::matches)
            .forEach(file -> names.add(file.group(1).replace('-', '_')));
        known = true;
      } catch (IOException | java.io.UncheckedIOException _) {
        // a kernel that was made as one piece
      }
    }
    try (Stream<String> lines = Files.lines(root.resolve("proc/modules"))) {
      lines.forEach(line -> names.add(line.split(" ", 2)[0]));
    } catch (IOException | java.io.UncheckedIOException _) {
      // a kernel without modules
    }
    return new HostModules(known, Set.copyOf(names));
  }

  /// Whether the kernel was configured with an option; empty when its configuration is nowhere.
  static Optional<Boolean> configured(Path root, String release, String option) {
    for (Path file :
        List.of(
            root.resolve("proc/config.gz"),
            root.resolve("boot/config-" + release),
            root.resolve("lib/modules").resolve(release).resolve("config"))) {
      try (InputStream bytes = Files.newInputStream(file);
          InputStream text = file.toString().endsWith(".gz") ? new GZIPInputStream(bytes) : bytes;
          BufferedReader lines =
              new BufferedReader(new InputStreamReader(text, StandardCharsets.UTF_8))) {
        return Optional.of(
            lines
                .lines()
                .anyMatch(line -> line.equals(option + "=y") || line.equals(option + "=m")));
      } catch (IOException | java.io.UncheckedIOException _) {
        // the next one
      }
    }
    return Optional.empty();
  }
}

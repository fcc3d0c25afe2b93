package io.lvsfleet.controlplane.database;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What PostgreSQL logs from a moment on: first into the file of its standard error, then into the
/// ones of its logging collector.
///
/// @param sizes of the files there were at that moment
record PostgresLog(Path directory, Map<Path, Long> sizes) {

  private static final int SHOWN_LINES = 20;

  static PostgresLog open(Path directory) throws IOException {
    Files.deleteIfExists(directory.resolve("start.log"));
    Map<Path, Long> sizes = new TreeMap<>();
    for (Path file : files(directory)) {
      sizes.put(file, Files.size(file));
    }
    return new PostgresLog(directory, sizes);
  }

  Path startFile() {
    return directory.resolve("start.log");
  }

  /// The last lines since then.
  String newLines() throws IOException {
    List<String> lines = new ArrayList<>();
    for (Path file : files(directory)) {
      byte[] content = Files.readAllBytes(file);
      long before = sizes.getOrDefault(file, 0L);
      int from = before > content.length ? 0 : (int) before;
      new String(content, from, content.length - from, StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank() && !line.contains("HINT:  Future log output"))
          .forEach(lines::add);
    }
    return lines.stream()
        .skip(Math.max(0, lines.size() - SHOWN_LINES))
        .collect(Collectors.joining(System.lineSeparator()));
  }

  private static List<Path> files(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      // start.log sorts after postgresql-….log, but is what comes first.
      return files
          .filter(Files::isRegularFile)
          .sorted((a, b) -> b.getFileName().compareTo(a.getFileName()))
          .toList();
    }
  }
}

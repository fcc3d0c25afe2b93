package io.lvsfleet.agent.kernel;

import io.lvsfleet.agent.core.port.ConnectionTable;
import io.lvsfleet.agent.core.port.KernelException;
import io.lvsfleet.model.ConnectionSummary;
import io.lvsfleet.model.ConnectionSummary.Group;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// Counts `/proc/net/ip_vs_conn` line by line; there is no netlink way to it. Memory is bounded by
/// the number of groups, time by the number of lines.
public final class KernelConnections implements ConnectionTable {

  /// Some seconds of reading.
  private static final long MAX_LINES = 2_000_000;

  /// Ten times as many as the largest table this program is made for has real servers and states.
  private static final int MAX_GROUPS = 100_000;

  private final Path file;
  private final long maxLines;
  private final int maxGroups;

  public KernelConnections() {
    this(Path.of("/proc/net/ip_vs_conn"), MAX_LINES, MAX_GROUPS);
  }

  KernelConnections(Path file, long maxLines, int maxGroups) {
    this.file = file;
    this.maxLines = maxLines;
    this.maxGroups = maxGroups;
  }

  @Override
  public ConnectionSummary summary() throws KernelException {
    String what = "count the connections of ip_vs";
    SortedMap<Group, Long> groups = new TreeMap<>();
    long others = 0;
    // A persistence engine's data is any bytes at all: ISO 8859-1 reads them all.
    try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
      lines.readLine(); // the heading
      long read = 0;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (read++ == maxLines) {
          return new ConnectionSummary(groups, others, false);
        }
        Optional<Group> group = ConnectionLine.parse(line);
        if (group.isPresent() && (groups.size() < maxGroups || groups.containsKey(group.get()))) {
          groups.merge(group.get(), 1L, Long::sum);
        } else {
          others++;
        }
      }
      return new ConnectionSummary(groups, others, true);
    } catch (NoSuchFileException e) {
      throw new KernelException(what, "ENOENT", Advice.family("ENOENT"));
    } catch (IOException e) {
      throw new KernelException(what, "EIO", String.valueOf(e.getMessage()));
    }
  }
}

package io.lvsfleet.agent.runner;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What the runner must not have, for its programs would have it too.
final class Privileges {

  private static final List<String> CAPABILITIES =
      List.of("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb");

  private Privileges() {}

  /// @param status `/proc/self/status` (proc_pid_status(5))
  /// @return what is too much, in words; empty when nothing is
  static List<String> tooMany(String status) {
    Map<String, String> fields = new HashMap<>();
    status
        .lines()
        .forEach(line -> {
          int colon = line.indexOf(':');
          if (colon > 0) {
            fields.put(line.substring(0, colon), line.substring(colon + 1).strip());
          }
        });
    List<String> found = new ArrayList<>();
    // Real, effective, saved, file system.
    for (String id : List.of("Uid", "Gid")) {
      if (List.of(fields.getOrDefault(id, "0").split("\\s+")).contains("0")) {
        found.add("it runs as root (" + id + ")");
      }
    }
    for (String capabilities : CAPABILITIES) {
      if (!fields.getOrDefault(capabilities, "?").matches("0+")) {
        found.add("it has capabilities (" + capabilities + ")");
      }
    }
    if (!"1".equals(fields.get("NoNewPrivs"))) {
      found.add("its programs could gain privileges (NoNewPrivs is not set)");
    }
    return found;
  }
}

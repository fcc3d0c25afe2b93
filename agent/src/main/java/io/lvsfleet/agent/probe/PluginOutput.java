package io.lvsfleet.agent.probe;

import java.util.ArrayList;
import java.util.List;

/// What a monitoring plugin prints, by the plugin interface of Nagios 3 and later: `text|data`,
/// then lines of longer text, then after another `|` further lines of data.
///
/// @param text of the first line
/// @param performanceData all of it, in one line
record PluginOutput(String text, String performanceData) {

  static PluginOutput parse(String output) {
    List<String> lines = output.lines().toList();
    if (lines.isEmpty()) {
      return new PluginOutput("", "");
    }
    List<String> data = new ArrayList<>();
    String first = lines.getFirst();
    int bar = first.indexOf('|');
    if (bar >= 0) {
      data.add(first.substring(bar + 1).strip());
    }
    boolean inData = false;
    for (String line : lines.subList(1, lines.size())) {
      int begin = inData ? 0 : line.indexOf('|') + 1;
      inData |= begin > 0;
      if (inData) {
        data.add(line.substring(begin).strip());
      }
    }
    data.removeIf(String::isEmpty);
    return new PluginOutput(
        (bar < 0 ? first : first.substring(0, bar)).strip(), String.join(" ", data));
  }
}

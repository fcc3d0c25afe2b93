package io.lvsfleet.agent.probe;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// What is mounted where: `/proc/self/mountinfo` (proc_pid_mountinfo(5)).
final class MountTable {

  /// ```
  /// 36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 - ext3 /dev/root rw,errors=continue
  ///  0  1   2     3     4       5     optional… -   +1     +2       +3
  /// ```
  private static final int POINT = 4;

  private static final int OPTIONAL = 6;
  private static final Pattern OCTAL = Pattern.compile("\\\\([0-7]{3})");

  /// One of them.
  record Entry(String point, String type, String source) {}

  private MountTable() {}

  /// What is to be seen at a mount point: the last that was mounted there.
  static Optional<Entry> at(String point, String mountinfo) {
    return mountinfo
        .lines()
        .map(MountTable::entry)
        .flatMap(Optional::stream)
        .filter(entry -> entry.point().equals(point))
        .reduce((_, later) -> later);
  }

  private static Optional<Entry> entry(String line) {
    List<String> fields = Arrays.asList(line.split(" ", -1));
    int separator =
        fields.size() <= OPTIONAL
            ? -1
            : OPTIONAL + fields.subList(OPTIONAL, fields.size()).indexOf("-");
    return separator < OPTIONAL || separator + 2 >= fields.size()
        ? Optional.empty()
        : Optional.of(
            new Entry(
                plain(fields.get(POINT)),
                plain(fields.get(separator + 1)),
                plain(fields.get(separator + 2))));
  }

  /// Blanks and their like are written in octal.
  private static String plain(String field) {
    return OCTAL.matcher(field).replaceAll(MountTable::character);
  }

  private static String character(MatchResult match) {
    char one = (char) Integer.parseInt(match.group(1), 8);
    return one == '\\' ? "\\\\" : String.valueOf(one);
  }
}

package io.lvsfleet.controlplane.api;

import io.lvsfleet.controlplane.topology.Topology;
import io.lvsfleet.model.ClusterId;
import io.lvsfleet.model.Name;
import io.lvsfleet.model.Revision;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Parameters of requests.
final class Names {

  private static final Pattern WAIT = Pattern.compile("([0-9]{1,5})(ms|s)?");

  private static final Pattern WITHIN = Pattern.compile("([1-9][0-9]{0,3})(s|m|h)");

  private static final int LONGEST_REASON = 1000;

  private Names() {}

  /// A name that no cluster can have is wrong where one is made, and unknown where one is looked
  /// for.
  static ClusterId newCluster(String name) {
    if (!Name.isValid(name)) {
      throw ApiProblem.parameter("cluster", "\"" + name + "\": " + Name.RULE);
    }
    return new ClusterId(name);
  }

  static ClusterId cluster(String name) {
    if (!Name.isValid(name)) {
      throw ApiProblem.noCluster(name);
    }
    return new ClusterId(name);
  }

  static Revision rollout(String id) {
    if (!id.matches("[1-9][0-9]{0,17}")) {
      throw new ApiProblem(ProblemType.NOT_FOUND, "there is no rollout \"" + id + "\"");
    }
    return new Revision(Long.parseLong(id));
  }

  /// One of the words of an enum, in lower case.
  static <E extends Enum<E>> E oneOf(String name, @Nullable String text, E otherwise) {
    if (text == null) {
      return otherwise;
    }
    for (E word : otherwise.getDeclaringClass().getEnumConstants()) {
      if (word.name().toLowerCase(Locale.ROOT).equals(text)) {
        return word;
      }
    }
    throw ApiProblem.parameter(name, "\"" + text + "\" is no word that is known here");
  }

  static Revision revision(String number) {
    if (!number.matches("[1-9][0-9]{0,17}")) {
      throw new ApiProblem(ProblemType.NOT_FOUND, "there is no revision \"" + number + "\"");
    }
    return new Revision(Long.parseLong(number));
  }

  /// @return the limit, coerced down to what is served
  static int limit(@Nullable String text, int usual, int most) {
    if (text == null) {
      return usual;
    }
    if (!text.matches("[1-9][0-9]{0,8}")) {
      throw ApiProblem.parameter("limit", "\"" + text + "\" is not a number from 1 on");
    }
    return Math.min(Integer.parseInt(text), most);
  }

  /// @param name of the parameter or header it stands in
  static long eventId(String name, String text) {
    if (text.matches("[0-9]{1,18}")) {
      return Long.parseLong(text);
    }
    String detail = "\"" + text + "\" is not the id of an event";
    throw name.equals("after")
        ? ApiProblem.parameter(name, detail)
        : ApiProblem.header(name, detail);
  }

  /// The place in a list that grows upwards and is read downwards.
  static long cursor(@Nullable String text) {
    if (text == null) {
      return Long.MAX_VALUE;
    }
    if (!text.matches("[0-9]{1,18}")) {
      throw ApiProblem.parameter("cursor", "\"" + text + "\" is no cursor of this list");
    }
    return Long.parseLong(text);
  }

  static @Nullable Instant time(String name, @Nullable String text) {
    try {
      return text == null ? null : Instant.parse(text);
    } catch (DateTimeParseException e) {
      throw ApiProblem.parameter(
          name, "\"" + text + "\" is not a time like 2026-01-31T12:00:00Z (RFC 3339, in UTC)");
    }
  }

  /// A cluster that exists or once did.
  static ClusterId everCluster(Topology topology, String name) {
    ClusterId id = cluster(name);
    if (topology.clusterOrEmpty(id).revision().equals(Revision.NONE)) {
      throw ApiProblem.noCluster(name);
    }
    return id;
  }

  /// Why a change is made: one line for people, kept with it.
  static @Nullable String reason(@Nullable String text) {
    if (text != null && !text.matches("\\P{Cntrl}{0," + LONGEST_REASON + "}")) {
      throw ApiProblem.parameter(
          "reason",
          "a reason has at most " + LONGEST_REASON + " characters and no control characters");
    }
    return text;
  }

  static int confirmed(@Nullable String text) {
    if (text == null) {
      return 0;
    }
    if (!text.matches("[0-9]{1,9}")) {
      throw ApiProblem.parameter("confirm", "\"" + text + "\" is not a number of removals");
    }
    return Integer.parseInt(text);
  }

  static boolean flag(String name, @Nullable String text) {
    if (text == null || text.equals("false")) {
      return false;
    }
    if (text.equals("true") || text.isEmpty()) {
      return true;
    }
    throw ApiProblem.parameter(name, "\"" + text + "\" is neither true nor false");
  }

  /// How long a watched rollout has.
  static Duration within(String name, @Nullable String text) {
    if (text == null) {
      return Duration.ofMinutes(10);
    }
    Matcher matcher = WITHIN.matcher(text);
    if (!matcher.matches()) {
      throw ApiProblem.parameter(name, "\"" + text + "\" is not a time like 90s, 10m or 2h");
    }
    long number = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "h" -> Duration.ofHours(number);
      case "m" -> Duration.ofMinutes(number);
      default -> Duration.ofSeconds(number);
    };
  }

  static Duration waiting(@Nullable String text, Duration most) {
    if (text == null) {
      return Duration.ZERO;
    }
    Matcher matcher = WAIT.matcher(text);
    if (!matcher.matches()) {
      throw ApiProblem.parameter("wait", "\"" + text + "\" is not a time like 45s");
    }
    long number = Long.parseLong(matcher.group(1));
    Duration wanted =
        "ms".equals(matcher.group(2)) ? Duration.ofMillis(number) : Duration.ofSeconds(number);
    return wanted.compareTo(most) > 0 ? most : wanted;
  }
}

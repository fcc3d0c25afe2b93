package io.lvsfleet.controlplane.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.SortedSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Which objects of a list are shown, in which order, and from where on.
///
/// @param after the object after which the page begins; null at the start
record Selection(List<Condition> filter, Order order, @Nullable Position after, int limit) {

  private static final int USUAL_PAGE = 100;
  private static final int LARGEST_PAGE = 1000;
  private static final Pattern FIELD = Pattern.compile("[A-Za-z][A-Za-z0-9]*(\\.[A-Za-z0-9-]+)*");
  private static final Pattern CONDITION = Pattern.compile("([^=!]+)(=|!=)(.*)");

  /// An object in a list.
  ///
  /// @param value its fields
  record Item(String name, long revision, JsonNode value) {

    /// A field as text; empty when it is not written.
    String field(String path) {
      if (path.equals("name")) {
        return name;
      }
      if (path.equals("revision")) {
        return Long.toString(revision);
      }
      JsonNode node = value.at("/" + path.replace('.', '/'));
      return node.isMissingNode() ? "" : node.isValueNode() ? node.asText() : node.toString();
    }
  }

  /// @param pattern `*` at its end stands for any rest
  record Condition(String field, boolean isEqual, String pattern) {

    boolean holds(Item item) {
      String value = item.field(field);
      boolean matches =
          pattern.endsWith("*")
              ? value.startsWith(pattern.substring(0, pattern.length() - 1))
              : value.equals(pattern);
      return matches == isEqual;
    }
  }

  /// Numbers before texts, by their value; objects of one value by their names.
  record Order(String field, boolean isDescending) {

    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");
    private static final Comparator<String> VALUES =
        Comparator.comparingLong(Order::number).thenComparing(Comparator.naturalOrder());

    Comparator<Position> comparator() {
      Comparator<Position> byValue = Comparator.comparing(Position::value, VALUES);
      return (isDescending ? byValue.reversed() : byValue).thenComparing(Position::name);
    }

    private static long number(String text) {
      return text.isEmpty() ? -1 : NUMBER.matcher(text).matches() ? Long.parseLong(text) : MOST;
    }

    private static final long MOST = Long.MAX_VALUE;

    Position position(Item item) {
      return new Position(item.field(field), item.name());
    }

    String text() {
      return (isDescending ? "-" : "") + field;
    }
  }

  /// Where an object stands in an order.
  record Position(String value, String name) {}

  /// A page.
  ///
  /// @param next for `after` in the request for the next one; null at the end
  record Page(List<Item> items, @Nullable String next) {}

  /// @param kind of the objects in the list: what they do not have is refused
  static Selection of(
      ObjectKind kind,
      @Nullable String filter,
      @Nullable String sort,
      @Nullable String after,
      @Nullable String limit) {
    List<Condition> conditions = new ArrayList<>();
    if (filter != null && !filter.isEmpty()) {
      for (String text : filter.split(",", -1)) {
        conditions.add(condition(kind, text));
      }
    }
    String wanted = sort == null || sort.isEmpty() ? "name" : sort;
    boolean isDescending = wanted.startsWith("-");
    Order order =
        new Order(field(kind, "sort", wanted.substring(isDescending ? 1 : 0)), isDescending);
    Selection selection =
        new Selection(conditions, order, null, Names.limit(limit, USUAL_PAGE, LARGEST_PAGE));
    return after == null || after.isEmpty()
        ? selection
        : new Selection(conditions, order, selection.position(after), selection.limit);
  }

  private static Condition condition(ObjectKind kind, String text) {
    Matcher matcher = CONDITION.matcher(text);
    if (!matcher.matches()) {
      throw ApiProblem.parameter(
          "filter",
          "\"" + text + "\" is no condition like weight=0, listen.virtualIp!=www or name=web-*");
    }
    return new Condition(
        field(kind, "filter", matcher.group(1)), matcher.group(2).equals("="), matcher.group(3));
  }

  private static String field(ObjectKind kind, String parameter, String path) {
    if (!FIELD.matcher(path).matches()) {
      throw ApiProblem.parameter(
          parameter, "\"" + path + "\" is no field like weight or listen.virtualIp");
    }
    SortedSet<String> known =
        path.equals("name") || path.equals("revision")
            ? Collections.emptySortedSet()
            : KnownFields.insteadOf(kind, path);
    if (!known.isEmpty()) {
      known.addAll(path.contains(".") ? List.of() : List.of("name", "revision"));
      throw ApiProblem.parameter(
          parameter,
          "\"" + path + "\" is no field of these; known are " + String.join(", ", known));
    }
    return path;
  }

  Page page(List<Item> all) {
    Comparator<Position> comparator = order.comparator();
    List<Item> rest =
        all.stream()
            .filter(item -> filter.stream().allMatch(condition -> condition.holds(item)))
            .filter(item -> after == null || comparator.compare(order.position(item), after) > 0)
            .sorted(Comparator.comparing(order::position, comparator))
            .limit(limit + 1L)
            .toList();
    return rest.size() <= limit
        ? new Page(rest, null)
        : new Page(rest.subList(0, limit), cursor(rest.get(limit - 1)));
  }

  private String cursor(Item last) {
    Position position = order.position(last);
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(
            (identity() + "\n" + position.name() + "\n" + position.value())
                .getBytes(StandardCharsets.UTF_8));
  }

  /// A cursor is for one order of one filter (AIP-158).
  private String identity() {
    return order.text() + " " + Integer.toHexString(filter.hashCode());
  }

  private Position position(String cursor) {
    try {
      String[] parts =
          new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8).split("\n", 3);
      if (parts.length == 3 && parts[0].equals(identity())) {
        return new Position(parts[2], parts[1]);
      }
    } catch (IllegalArgumentException e) {
      // Said below.
    }
    throw ApiProblem.parameter(
        "after", "this is not the cursor of a page with the same filter and order");
  }
}

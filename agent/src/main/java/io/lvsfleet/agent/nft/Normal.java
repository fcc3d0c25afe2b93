package io.lvsfleet.agent.nft;

import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.Prefix;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One form for what versions of `nft` write in several: two statements that do the same are equal
/// once both went through here.
final class Normal {

  private Normal() {}

  static Json of(Json value) {
    return switch (value) {
      case Json.Text(String text) ->
          IpAddress.tryParse(text).<Json>map(address -> Json.of(address.toString())).orElse(value);
      case Json.Array(List<Json> elements) ->
          new Json.Array(elements.stream().map(Normal::of).toList());
      case Json.Mapping object -> mapping(object);
      case Json.Numeral _, Json.Truth _, Json.Null _ -> value;
    };
  }

  private static Json mapping(Json.Mapping object) {
    if (object.only().isPresent()) {
      String kind = object.only().get().getKey();
      Json content = object.only().get().getValue();
      // What it counted is no part of what it does.
      if (kind.equals("counter")) {
        return Json.object(kind, new Json.Null());
      }
      Optional<Json> range =
          switch (kind) {
            case "prefix" -> prefix(content).map(Normal::range);
            case "range" ->
                content instanceof Json.Array(List<Json> ends) && ends.size() == 2
                    ? Optional.of(range(ends.stream().map(Normal::of).toList()))
                    : Optional.empty();
            default -> Optional.empty();
          };
      if (range.isPresent()) {
        return range.get();
      }
    }
    Map<String, Json> members = new LinkedHashMap<>();
    object.members().forEach((name, member) -> members.put(name, of(member)));
    return new Json.Mapping(members);
  }

  private static Json range(List<Json> ends) {
    return ends.getFirst().equals(ends.getLast())
        ? ends.getFirst()
        : Json.object("range", new Json.Array(new ArrayList<>(ends)));
  }

  /// The first and last address of `{"addr": "10.0.0.0", "len": 8}`.
  private static Optional<List<Json>> prefix(Json content) {
    int length = (int) content.number("len").orElse(-1);
    return IpAddress.tryParse(content.text("addr"))
        .filter(address -> length >= 0 && length <= address.family().bits())
        .map(address -> Span.of(Prefix.of(address, length)))
        .map(span -> List.of(Json.of(span.first().toString()), Json.of(span.last().toString())));
  }
}

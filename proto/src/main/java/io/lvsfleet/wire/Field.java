package io.lvsfleet.wire;

import io.lvsfleet.model.ClusterId;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.Ipv4Address;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.Port;
import io.lvsfleet.model.Weight;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A place in a message, for example `desired.state.checks[3].timeout_ms`. Knows how to read the
/// simple values that occur everywhere, so that each error names its place.
public record Field(String path) {

  public Field child(String name) {
    return new Field(path + "." + name);
  }

  Field at(int index) {
    return new Field(path + "[" + index + "]");
  }

  public WireException error(Object value, String rule) {
    return new WireException(path, value, rule);
  }

  /// Reads something whose constructor enforces its own rules.
  public <T> T read(Object value, Supplier<T> constructor) throws WireException {
    try {
      return constructor.get();
    } catch (IllegalArgumentException e) {
      throw error(value, String.valueOf(e.getMessage()));
    }
  }

  public String text(String value) throws WireException {
    if (value.length() > Limits.MAX_TEXT) {
      throw error(value, "a text has at most " + Limits.MAX_TEXT + " characters");
    }
    return value;
  }

  /// A text that must be there: in proto3 an absent text is an empty one.
  public String filled(String value) throws WireException {
    if (value.isEmpty()) {
      throw error(value, "is missing");
    }
    return text(value);
  }

  public void present(boolean present) throws WireException {
    if (!present) {
      throw error("", "is missing");
    }
  }

  public IpAddress address(String value) throws WireException {
    return read(value, () -> IpAddress.parse(value));
  }

  /// Empty for none.
  @Nullable IpAddress optionalAddress(String value) throws WireException {
    return value.isEmpty() ? null : address(value);
  }

  Ipv4Address ipv4Address(String value) throws WireException {
    if (address(value) instanceof Ipv4Address ipv4) {
      return ipv4;
    }
    throw error(value, "is no IPv4 address");
  }

  Weight weight(int value) throws WireException {
    return read(Integer.toUnsignedLong(value), () -> new Weight(value));
  }

  /// A `uint64` of milliseconds.
  Duration millis(long value) throws WireException {
    return Duration.ofMillis(count(value));
  }

  /// Epoch milliseconds; 0 for none.
  public static @Nullable Instant instant(long epochMillis) {
    return epochMillis == 0 ? null : Instant.ofEpochMilli(epochMillis);
  }

  ClusterId cluster(String value) throws WireException {
    return read(value, () -> new ClusterId(value));
  }

  public NodeId node(String value) throws WireException {
    return read(value, () -> new NodeId(value));
  }

  int port(int value) throws WireException {
    return read(Integer.toUnsignedLong(value), () -> Port.require(value));
  }

  /// A `uint32` that has to fit into 31 bits.
  public int count(int value) throws WireException {
    if (value < 0) {
      throw error(Integer.toUnsignedLong(value), "is at most 2147483647");
    }
    return value;
  }

  /// A `uint64` that has to fit into 63 bits.
  public long count(long value) throws WireException {
    if (value < 0) {
      throw error(Long.toUnsignedString(value), "is at most 9223372036854775807");
    }
    return value;
  }

  /// Reads one element at its place.
  @FunctionalInterface
  public interface Reader<M, T> {
    T read(Field at, M message) throws WireException;
  }

  public <M, T> List<T> list(List<M> messages, Reader<M, T> reader) throws WireException {
    List<T> all = new ArrayList<>(messages.size());
    for (int i = 0; i < messages.size(); i++) {
      all.add(reader.read(at(i), messages.get(i)));
    }
    return List.copyOf(all);
  }

  /// Reads a set; what occurs twice is an error, because the sender has sets too.
  public <M, T extends Comparable<? super T>> SortedSet<T> set(
      List<M> messages, Reader<M, T> reader) throws WireException {
    SortedSet<T> all = new TreeSet<>();
    for (int i = 0; i < messages.size(); i++) {
      T element = reader.read(at(i), messages.get(i));
      if (!all.add(element)) {
        throw at(i).error(element, "occurs twice");
      }
    }
    return Collections.unmodifiableSortedSet(all);
  }

  /// Reads a map that travels as a list of messages that contain their key.
  public <M, K extends Comparable<? super K>, V> SortedMap<K, V> map(
      List<M> messages, Reader<M, K> key, Reader<M, V> value) throws WireException {
    SortedMap<K, V> all = new TreeMap<>();
    for (int i = 0; i < messages.size(); i++) {
      K k = key.read(at(i), messages.get(i));
      if (all.put(k, value.read(at(i), messages.get(i))) != null) {
        throw at(i).error(k, "occurs twice");
      }
    }
    return Collections.unmodifiableSortedMap(all);
  }

  /// Reads a protobuf map, whose keys are distinct by themselves.
  <M, K extends Comparable<? super K>, V> SortedMap<K, V> map(
      Map<String, M> messages, Reader<String, K> key, Reader<M, V> value) throws WireException {
    SortedMap<K, V> all = new TreeMap<>();
    for (Map.Entry<String, M> entry : messages.entrySet()) {
      Field at = new Field(path + "[\"" + entry.getKey() + "\"]");
      all.put(key.read(at, entry.getKey()), value.read(at, entry.getValue()));
    }
    return Collections.unmodifiableSortedMap(all);
  }
}

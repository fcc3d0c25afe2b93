package io.lvsfleet.controlplane.topology;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Comparator;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What rows hold, as a view. A copy of a sorted map is made in one pass without a comparison,
/// which ten thousand `put`s are not.
@SuppressWarnings("JdkObsolete") // a SortedMap is all that TreeMap asks for
final class RowValues<K, R, V> extends AbstractMap<K, V> implements SortedMap<K, V> {

  private final SortedMap<K, R> rows;
  private final Function<R, V> value;

  RowValues(SortedMap<K, R> rows, Function<R, V> value) {
    this.rows = rows;
    this.value = value;
  }

  @Override
  public Set<Map.Entry<K, V>> entrySet() {
    return new AbstractSet<>() {
      @Override
      public Iterator<Map.Entry<K, V>> iterator() {
        Iterator<Map.Entry<K, R>> entries = rows.entrySet().iterator();
        return new Iterator<>() {
          @Override
          public boolean hasNext() {
            return entries.hasNext();
          }

          @Override
          public Map.Entry<K, V> next() {
            Map.Entry<K, R> next = entries.next();
            return Map.entry(next.getKey(), value.apply(next.getValue()));
          }
        };
      }

      @Override
      public int size() {
        return rows.size();
      }
    };
  }

  @Override
  public @Nullable Comparator<? super K> comparator() {
    return rows.comparator();
  }

  @Override
  public SortedMap<K, V> subMap(K from, K to) {
    return new RowValues<>(rows.subMap(from, to), value);
  }

  @Override
  public SortedMap<K, V> headMap(K to) {
    return new RowValues<>(rows.headMap(to), value);
  }

  @Override
  public SortedMap<K, V> tailMap(K from) {
    return new RowValues<>(rows.tailMap(from), value);
  }

  @Override
  public K firstKey() {
    return rows.firstKey();
  }

  @Override
  public K lastKey() {
    return rows.lastKey();
  }
}

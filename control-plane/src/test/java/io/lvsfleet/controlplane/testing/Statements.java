package io.lvsfleet.controlplane.testing;

import io.quarkus.hibernate.orm.PersistenceUnitExtension;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.hibernate.resource.jdbc.spi.StatementInspector;

/// The statements a thread has the database do. What the program does beside is not among them.
@PersistenceUnitExtension
public final class Statements implements StatementInspector {

  private static final long serialVersionUID = 1L;

  private static final Map<Thread, List<String>> SEEN = new ConcurrentHashMap<>();

  @Override
  public String inspect(String sql) {
    SEEN.computeIfPresent(
        Thread.currentThread(),
        (_, seen) -> {
          seen.add(sql);
          return seen;
        });
    return sql;
  }

  /// Runs something on this thread.
  public static List<String> of(Runnable work) {
    SEEN.put(Thread.currentThread(), new ArrayList<>());
    work.run();
    return List.copyOf(SEEN.remove(Thread.currentThread()));
  }
}

package io.lvsfleet.agent.vrrp;

import io.lvsfleet.model.VrrpInstance;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// All the VRRP thread needs of the world. Belongs to that thread.
public interface VrrpNetwork extends AutoCloseable {

  /// From now on it hears what is for these virtual routers, and leaves other addresses alone.
  void serve(Collection<VrrpInstance> instances);

  /// Waits for something to happen, at most so long; then hands over all that is there, in order.
  List<VrrpEvent> await(Duration timeout);

  /// Does it. What could not be done is told to the listener: the machine goes on, and does it
  /// again when it is due.
  void perform(VrrpEffect effect);

  /// Asks for real-time priority for the calling thread.
  ///
  /// @return null when it was given; otherwise why not
  @Nullable String claimRealTime();

  /// Makes such networks, on the thread that will own them.
  @FunctionalInterface
  interface Opener {
    /// @param problems told what could not be done; must return at once
    VrrpNetwork open(Consumer<String> problems);
  }

  @Override
  void close();
}

package io.lvsfleet.agent.app;

import io.lvsfleet.agent.core.AgentState;
import io.lvsfleet.agent.core.Event;
import io.lvsfleet.agent.core.Explanation;
import io.lvsfleet.agent.local.LocalAnswer;
import io.lvsfleet.model.Desired;
import io.lvsfleet.model.DirectorState;
import io.lvsfleet.model.Hold;
import io.lvsfleet.model.ServiceSpec;
import io.lvsfleet.model.Weight;
import io.lvsfleet.reconcile.OperationOutcome;
import io.lvsfleet.reconcile.OperationOutcome.Done;
import io.lvsfleet.reconcile.OperationOutcome.Failed;
import io.lvsfleet.reconcile.OperationOutcome.Skipped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Takes what operators on the node ask and order. Called on the thread of their connection: it
/// only reads what the agent publishes and posts events.
final class OperatorDesk {

  /// How long somebody waits for an order to take effect.
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /// Nobody means more, and a typing error should not hold for years.
  private static final Duration LONGEST_ORDER = Duration.ofDays(30);

  private final AgentLoop loop;
  private final InstantSource clock;

  OperatorDesk(AgentLoop loop, InstantSource clock) {
    this.loop = loop;
    this.clock = clock;
  }

  LocalAnswer answer(String user, List<String> words) throws InterruptedException {
    try {
      return switch (words.getFirst()) {
        case "explain" -> LocalAnswer.ok(Explanation.of(loop.state(), clock.instant()));
        case "weight" -> weight(words, user);
        case "hold" -> hold(words, user);
        case "resume" -> resume();
        case "withdraw" -> withdraw(words, user);
        default -> LocalAnswer.refused("\"" + words.getFirst() + "\" is no request");
      };
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      return LocalAnswer.refused("the request cannot be read: " + e.getMessage());
    }
  }

  private LocalAnswer weight(List<String> words, String user) throws InterruptedException {
    String service = words.get(1);
    String realServer = words.get(2);
    Hold.WeightHold kind =
        new Hold.WeightHold(service, realServer, new Weight(Integer.parseInt(words.get(3))));
    Optional<String> unknown = unknown(service, realServer);
    if (unknown.isPresent()) {
      return LocalAnswer.refused(unknown.get());
    }
    return order(kind, until(words.get(4)), by(user, words.get(5)));
  }

  private LocalAnswer hold(List<String> words, String user) throws InterruptedException {
    return loop.state().desired() == null
        ? LocalAnswer.refused("there is no state yet that could be held")
        : order(new Hold.Freeze(), until(words.get(1)), by(user, words.get(2)));
  }

  private LocalAnswer order(Hold.Kind kind, @Nullable Instant until, String by)
      throws InterruptedException {
    Hold hold = new Hold(kind, by, clock.instant(), until);
    loop.post(new Event.Ordered(hold));
    boolean done = loop.await(state -> state.holds().contains(hold) && state.decided(), PATIENCE);
    return LocalAnswer.ok(
        Explanation.words(hold) + (done ? "" : "; it has not taken effect yet") + "\n");
  }

  private LocalAnswer resume() throws InterruptedException {
    List<Hold> ended = loop.state().holds();
    loop.post(new Event.Resumed());
    loop.await(state -> state.holds().isEmpty() && state.decided(), PATIENCE);
    return LocalAnswer.ok(
        ended.isEmpty()
            ? "nothing was ordered on this node\n"
            : ended.stream()
                .map(hold -> "ended: " + Explanation.words(hold) + "\n")
                .collect(Collectors.joining()));
  }

  private LocalAnswer withdraw(List<String> words, String user) throws InterruptedException {
    if (loop.state().desired() == null) {
      return LocalAnswer.refused("the agent has no state yet; stop it and withdraw without it");
    }
    ConcurrentLinkedQueue<String> told = new ConcurrentLinkedQueue<>();
    Hold hold = new Hold(new Hold.Withdrawal(), by(user, words.get(1)), clock.instant(), null);
    boolean gone;
    try (AgentLoop.Watching _ = loop.watch(outcome -> told.add(words(outcome)))) {
      loop.post(new Event.Ordered(hold));
      gone = loop.await(withdrawn(hold), PATIENCE);
    }
    String text = told.stream().map(line -> line + "\n").collect(Collectors.joining());
    return gone
        ? LocalAnswer.ok(text + "nothing is ours any more, until the agent is restarted\n")
        : LocalAnswer.refused(
            text + "not all could be removed; it is tried again (lvs-agent explain)");
  }

  private static Predicate<AgentState> withdrawn(Hold hold) {
    return state -> state.holds().contains(hold) && state.quiet() && state.ledger().claimsNothing();
  }

  /// An operation and what became of it.
  static String words(OperationOutcome outcome) {
    String what = outcome.operation().describe();
    return switch (outcome) {
      case Done _ -> what;
      case Failed failed -> "failed: " + what + ": " + failed.message();
      case Skipped skipped -> "skipped: " + what + ", for " + skipped.because().describe();
    };
  }

  private Optional<String> unknown(String service, String realServer) {
    Desired desired = loop.state().desired();
    DirectorState director = desired == null ? null : desired.state().director();
    if (director == null) {
      return Optional.of("this node is no director");
    }
    for (ServiceSpec spec : director.services().values()) {
      if (spec.name().equals(service)) {
        List<String> names = spec.realServers().values().stream().map(one -> one.name()).toList();
        return names.contains(realServer)
            ? Optional.empty()
            : Optional.of(service + " has no real server " + realServer + ", but " + names);
      }
    }
    List<String> names = director.services().values().stream().map(ServiceSpec::name).toList();
    return Optional.of("there is no virtual service " + service + ", but " + names);
  }

  /// @param seconds 0 until it is ended
  private @Nullable Instant until(String seconds) {
    Duration duration = Duration.ofSeconds(Long.parseLong(seconds));
    if (duration.isNegative() || duration.compareTo(LONGEST_ORDER) > 0) {
      throw new IllegalArgumentException(
          "an order holds for at most " + LONGEST_ORDER.toDays() + " days");
    }
    return duration.isZero() ? null : clock.instant().plus(duration);
  }

  /// @param login as which they say they came, for example before `sudo`
  private static String by(String user, String login) {
    return login.isEmpty() || login.equals(user) ? user : user + " (" + login + ")";
  }
}

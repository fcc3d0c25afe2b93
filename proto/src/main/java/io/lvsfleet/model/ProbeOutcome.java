package io.lvsfleet.model;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What one probe found out.
///
/// @param advice on the weight; null for none
/// @param warning what is well but will not stay so: a certificate that expires; empty for none
/// @param performanceData of a monitoring plugin, as it wrote it; empty for none
public record ProbeOutcome(
    Result result,
    Evidence evidence,
    @Nullable WeightAdvice advice,
    String warning,
    String performanceData) {

  /// How it ended. The failures differ in what they prove.
  public enum Result {
    OK,
    /// Nobody listens there: the host answers that there is no such socket. After a closed listener
    /// that is proof enough by itself.
    REFUSED,
    /// Nothing, or not all of it, came in time. May be the network.
    TIMED_OUT,
    /// Something came that is not what was expected.
    OTHER,
    /// The prober could not ask: no file descriptor, no memory, no permission, a script that is not
    /// there, a broken rule of its own. It says nothing about the server and must neither take it
    /// out nor bring it back: it counts for nothing, and is told to the operator.
    LOCAL
  }

  /// What a person needs to believe it.
  ///
  /// @param sent `connect 10.0.0.21:80`, `GET http://10.0.0.21:80/`
  /// @param seen `connection refused`, `503 Service Unavailable`
  /// @param expected `status 200-299`; empty where `sent` says it
  /// @param roundTrip from the first packet until what was seen
  public record Evidence(String sent, String seen, String expected, Duration roundTrip) {

    /// `GET http://10.0.0.21:80/: 503 Service Unavailable, expected status 200-299 (after 3 ms)`.
    @Override
    public String toString() {
      return sent
          + ": "
          + seen
          + (expected.isEmpty() ? "" : ", expected " + expected)
          + " (after "
          + roundTrip.toMillis()
          + " ms)";
    }
  }

  public static ProbeOutcome of(Result result, Evidence evidence) {
    return new ProbeOutcome(result, evidence, null, "", "");
  }

  public boolean ok() {
    return result == Result.OK;
  }

  public ProbeOutcome withAdvice(WeightAdvice given) {
    return new ProbeOutcome(result, evidence, given, warning, performanceData);
  }

  public ProbeOutcome withWarning(String text) {
    return new ProbeOutcome(result, evidence, advice, text, performanceData);
  }
}

package io.lvsfleet.model;

/// What a probe says the weight should be. Bounds of the service and overrides stand above it.
public sealed interface WeightAdvice {

  /// This much (a script's or a file's word).
  record Absolute(Weight weight) implements WeightAdvice {
    @Override
    public String toString() {
      return "weight " + weight;
    }
  }

  /// This share of the configured weight.
  record Percent(int percent) implements WeightAdvice {
    public Percent {
      if (percent < 0 || percent > 100) {
        throw new IllegalArgumentException("a share is 0 to 100 percent, not " + percent);
      }
    }

    @Override
    public String toString() {
      return percent + " % of the weight";
    }
  }
}

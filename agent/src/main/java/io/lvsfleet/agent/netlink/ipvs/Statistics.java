package io.lvsfleet.agent.netlink.ipvs;

import io.lvsfleet.model.Counters;
import io.lvsfleet.model.Rates;

/// What one message of a dump tells the kernel counted.
public record Statistics(Counters counters, Rates rates) {

  public static final Statistics NONE = new Statistics(Counters.ZERO, Rates.ZERO);
}

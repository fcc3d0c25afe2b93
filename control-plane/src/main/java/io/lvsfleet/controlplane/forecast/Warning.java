package io.lvsfleet.controlplane.forecast;

import org.jspecify.annotations.Nullable;

/// Something of a forecast that somebody should think about first.
///
/// @param object in ipvsadm's or ip's words
/// @param activeConnections it would happen to; null when nobody counted
public record Warning(Kind kind, String object, @Nullable Long activeConnections, String detail) {

  public enum Kind {
    /// What has active connections goes away.
    REMOVES_CONNECTIONS("removes-connections"),
    /// The weight becomes 0: nobody new comes, those who are there stay.
    WEIGHT_ZERO("weight-zero"),
    /// Nothing can be changed in place here, so that it is removed and made anew.
    REPLACES("replaces");

    private final String id;

    Kind(String id) {
      this.id = id;
    }

    /// Clients switch on it.
    public String id() {
      return id;
    }
  }
}

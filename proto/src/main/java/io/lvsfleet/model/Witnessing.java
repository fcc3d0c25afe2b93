package io.lvsfleet.model;

/// Who performs a check of a real server, and whose word counts. A witness that was never heard, or
/// fell silent, has no say where another one has.
public enum Witnessing {
  /// Only the director asks.
  DIRECTOR,
  /// Only the real server's own agent asks.
  REAL_SERVER,
  /// Both ask, and one that says down is enough.
  ANY,
  /// Both ask, and it is down when both say so.
  ALL,
  /// Both ask; the real server's word counts until the director has one.
  DIRECTOR_DECIDES,
  /// Both ask; the director's word counts while the real server's agent is silent.
  REAL_SERVER_DECIDES;

  public boolean director() {
    return this != REAL_SERVER;
  }

  public boolean realServer() {
    return this != DIRECTOR;
  }
}

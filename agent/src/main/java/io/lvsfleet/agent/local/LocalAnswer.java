package io.lvsfleet.agent.local;

/// What the agent says to an operator on its node.
public record LocalAnswer(boolean ok, String text) {

  public static LocalAnswer ok(String text) {
    return new LocalAnswer(true, text);
  }

  public static LocalAnswer refused(String text) {
    return new LocalAnswer(false, text);
  }
}

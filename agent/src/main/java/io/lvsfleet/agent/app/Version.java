package io.lvsfleet.agent.app;

import picocli.CommandLine.IVersionProvider;

/// What this program calls itself.
final class Version implements IVersionProvider {

  /// From the jar's manifest; `dev` when it runs from classes.
  static String text() {
    String version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "dev" : version;
  }

  @Override
  public String[] getVersion() {
    return new String[] {"lvs-agent " + text()};
  }
}

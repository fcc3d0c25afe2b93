package io.lvsfleet.agent.app;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.logging.LogManager;

/// One line per record on standard error, where a service manager collects it.
final class Logging {

  private static final String CONFIGURATION =
      """
      handlers = java.util.logging.ConsoleHandler
      .level = INFO
      io.grpc.level = WARNING
      java.util.logging.ConsoleHandler.level = ALL
      java.util.logging.ConsoleHandler.formatter = java.util.logging.SimpleFormatter
      java.util.logging.SimpleFormatter.format = %1$tFT%1$tT.%1$tL %4$s %5$s%6$s%n
      """;

  private Logging() {}

  static void configure() {
    try {
      LogManager.getLogManager()
          .readConfiguration(
              new ByteArrayInputStream(CONFIGURATION.getBytes(StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new UncheckedIOException(e); // reading from memory does not fail
    }
  }
}

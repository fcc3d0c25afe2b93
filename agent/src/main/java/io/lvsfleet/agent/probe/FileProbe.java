package io.lvsfleet.agent.probe;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.lvsfleet.model.Probe;
import io.lvsfleet.model.ProbeOutcome;
import io.lvsfleet.model.ProbeOutcome.Evidence;
import io.lvsfleet.model.ProbeOutcome.Result;
import io.lvsfleet.model.Weight;
import io.lvsfleet.model.WeightAdvice;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.regex.Pattern;

/// Looks at a file of this node.
final class FileProbe {

  private static final int MAX_WEIGHT_TEXT = 64;
  private static final Pattern WEIGHT = Pattern.compile("[0-9]{1,5}");

  private FileProbe() {}

  static ProbeOutcome probe(Probe.FileContent probe, Deadline deadline) {
    Path path = Path.of(probe.path());
    return switch (probe.meaning()) {
      case PRESENT -> presence(path, true, deadline);
      case ABSENT -> presence(path, false, deadline);
      case WEIGHT -> weight(path, deadline);
    };
  }

  private static ProbeOutcome presence(Path path, boolean wanted, Deadline deadline) {
    boolean there = Files.exists(path);
    if (!there && !Files.notExists(path)) {
      return of(Result.LOCAL, path, "cannot be looked at", "", deadline);
    }
    return of(
        there == wanted ? Result.OK : Result.OTHER,
        path,
        there ? "exists" : "does not exist",
        wanted ? "that it exists" : "that it does not exist",
        deadline);
  }

  private static ProbeOutcome weight(Path path, Deadline deadline) {
    String expected = "a weight, 0 to 65535";
    try {
      // A FIFO or a device could be waited for without end.
      if (!Files.readAttributes(path, BasicFileAttributes.class).isRegularFile()) {
        return of(Result.OTHER, path, "is no regular file", expected, deadline);
      }
      String text = read(path);
      String line = text.lines().findFirst().orElse("").strip();
      Optional<Weight> weight = weight(line);
      return weight
          .map(value ->
              of(Result.OK, path, "weight " + value, "", deadline)
                  .withAdvice(new WeightAdvice.Absolute(value)))
          .orElseGet(() -> of(Result.OTHER, path, "no weight", expected, deadline));
    } catch (IOException e) {
      return failed(path, e, expected, deadline);
    }
  }

  private static String read(Path path) throws IOException {
    try (InputStream in = Files.newInputStream(path)) {
      return new String(in.readNBytes(MAX_WEIGHT_TEXT), ISO_8859_1);
    }
  }

  /// What we are not allowed to see, or have no descriptor left for, says nothing of the service.
  static ProbeOutcome failed(Path path, IOException e, String expected, Deadline deadline) {
    return switch (e) {
      case NoSuchFileException _ -> of(Result.OTHER, path, "does not exist", expected, deadline);
      case AccessDeniedException _ ->
          of(Result.LOCAL, path, "cannot be read: permission denied", expected, deadline);
      default ->
          of(Failures.result(e), path, "cannot be read: " + Failures.text(e), expected, deadline);
    };
  }

  private static Optional<Weight> weight(String line) {
    return WEIGHT.matcher(line).matches() && Integer.parseInt(line) <= Weight.MAX
        ? Optional.of(new Weight(Integer.parseInt(line)))
        : Optional.empty();
  }

  private static ProbeOutcome of(
      Result result, Path path, String seen, String expected, Deadline deadline) {
    return ProbeOutcome.of(
        result, new Evidence("file " + path, seen, expected, deadline.elapsed()));
  }
}

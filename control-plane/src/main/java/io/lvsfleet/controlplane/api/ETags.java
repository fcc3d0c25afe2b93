package io.lvsfleet.controlplane.api;

import io.lvsfleet.controlplane.document.Format;
import io.lvsfleet.model.Revision;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Strong entity tags (RFC 9110 section 8.8.3), one per representation and coding:
/// `"17.3f2a1b4c.yaml"` is revision 17 of this database's incarnation in YAML. A precondition
/// compares the part before the last dot: it is about the cluster, not about how it was looked at.
final class ETags {

  private static final Pattern TAG = Pattern.compile("(W/)?\"([^\"]*)\"");

  /// Elements may be empty (RFC 9110 section 5.6.1.2); a tag may have commas in it.
  private static final Pattern LIST =
      Pattern.compile(
          "[ \\t,]*+(?:W/)?\"[^\"]*+\"(?:[ \\t]*+,[ \\t]*+(?:(?:W/)?\"[^\"]*+\")?+)*+[ \\t]*+");

  private final String incarnation;
  private final String coding;

  /// For answers that are never compressed, or whose tags are of something else than their content.
  ETags(String incarnation) {
    this(incarnation, "");
  }

  /// @param coding with which the content is compressed; empty when it is not
  ETags(String incarnation, String coding) {
    this.incarnation = incarnation.substring(0, Math.min(8, incarnation.length()));
    this.coding = coding.isEmpty() ? "" : "-" + coding;
  }

  String of(Revision revision, Format format) {
    return "\"" + version(revision) + "." + format.name().toLowerCase(Locale.ROOT) + coding + "\"";
  }

  private String version(Revision revision) {
    return revision + "." + incarnation;
  }

  /// Checks `If-Match` and `If-None-Match` of a change.
  ///
  /// @param current null when it does not exist
  void requireForChange(
      @Nullable String ifMatch,
      @Nullable String ifNoneMatch,
      @Nullable Revision current,
      Format format) {
    if (ifMatch != null && !matches(ifMatch, "If-Match", current)) {
      throw failed(current, format, "If-Match", ifMatch);
    }
    if (ifNoneMatch != null && matches(ifNoneMatch, "If-None-Match", current)) {
      throw failed(current, format, "If-None-Match", ifNoneMatch);
    }
  }

  /// Whether a GET can be answered with 304: here the representation counts.
  boolean isUnchanged(@Nullable String ifNoneMatch, Revision current, Format format) {
    if (ifNoneMatch == null) {
      return false;
    }
    String tag = of(current, format);
    return ifNoneMatch.strip().equals("*")
        || TAG.matcher(ifNoneMatch)
            .results()
            .anyMatch(sent -> tag.equals("\"" + sent.group(2) + "\""));
  }

  private boolean matches(String header, String name, @Nullable Revision current) {
    if (header.strip().equals("*")) {
      return current != null;
    }
    if (!LIST.matcher(header).matches()) {
      throw ApiProblem.header(
          name, header + " is no list of entity tags; they have quotes, or it is *");
    }
    // If-Match compares strongly, and so a weak tag never matches; If-None-Match compares weakly
    // (RFC 9110 sections 13.1.1 and 13.1.2).
    boolean weakly = name.equals("If-None-Match");
    return current != null
        && TAG.matcher(header)
            .results()
            .filter(tag -> weakly || tag.group(1) == null)
            .anyMatch(tag -> isVersion(tag.group(2), current));
  }

  private boolean isVersion(String tag, Revision current) {
    String version = version(current);
    return tag.equals(version) || tag.startsWith(version + ".");
  }

  private ApiProblem failed(
      @Nullable Revision current, Format format, String header, String value) {
    ApiProblem problem =
        new ApiProblem(
            ProblemType.PRECONDITION_FAILED,
            header
                + " "
                + value
                + " does not hold: "
                + (current == null ? "it does not exist" : "it is at " + of(current, format)));
    return current == null
        ? problem
        : problem.with("etag", of(current, format)).withHeader("ETag", of(current, format));
  }
}

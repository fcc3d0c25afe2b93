package io.lvsfleet.controlplane.api;

import io.lvsfleet.controlplane.declared.Violation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A request that is answered with a problem.
final class ApiProblem extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final ProblemType type;
  private final transient Map<String, Object> members = new LinkedHashMap<>();
  private final transient Map<String, String> headers = new LinkedHashMap<>();

  ApiProblem(ProblemType type, String detail) {
    super(Violation.shortened(detail));
    this.type = type;
  }

  static ApiProblem parameter(String name, String detail) {
    return new ApiProblem(ProblemType.PARAMETER, detail)
        .with("errors", List.of(Map.of("parameter", name, "detail", detail)));
  }

  static ApiProblem header(String name, String detail) {
    return new ApiProblem(ProblemType.PARAMETER, detail)
        .with("errors", List.of(Map.of("header", name, "detail", detail)));
  }

  static ApiProblem validation(List<Violation> violations) {
    return new ApiProblem(
            ProblemType.VALIDATION,
            violations.size() == 1
                ? violations.getFirst().detail()
                : (violations.size() < Violation.MOST ? "" : "at least ")
                    + violations.size()
                    + " things are wrong; nothing was changed")
        .with("errors", violations.stream().map(ViolationView::of).toList());
  }

  static ApiProblem noCluster(String name) {
    return new ApiProblem(ProblemType.NOT_FOUND, "there is no cluster \"" + name + "\"");
  }

  ApiProblem with(String member, Object value) {
    members.put(member, value);
    return this;
  }

  ApiProblem withHeader(String name, String value) {
    headers.put(name, value);
    return this;
  }

  ProblemType type() {
    return type;
  }

  Map<String, Object> members() {
    return members;
  }

  Map<String, String> headers() {
    return headers;
  }
}

package io.lvsfleet.controlplane.api;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.media.MediaType;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;

/// Completes in the OpenAPI document what is the same for many operations: what parameters mean,
/// which problems are answered; and adds examples, which stand in a file of their own.
final class OperationDetails {

  private static final Map<String, String> PARAMETERS =
      Map.ofEntries(
          Map.entry("cluster", "The cluster's name"),
          Map.entry("node", "The node's name"),
          Map.entry("virtualIp", "The virtual IP's name"),
          Map.entry("virtualService", "The virtual service's name"),
          Map.entry("realServer", "The real server's name"),
          Map.entry("check", "The check's name"),
          Map.entry("revision", "The revision's number"),
          Map.entry("id", "As it was answered when it was made"),
          Map.entry("cursor", "`nextCursor` of the page before"),
          Map.entry("dryRun", "`true`: say what would change, and change nothing"),
          Map.entry("If-Match", "Only while it has this tag"),
          Map.entry("http", "`status`: CRITICAL and UNKNOWN are answered with 503"),
          Map.entry("director", "Only the table of this one"),
          Map.entry("limit", "At most so many; more than are served at once are not"),
          Map.entry("principal", "Only requests of this one, for example a token's id"),
          Map.entry("since", "Not before this time (RFC 3339, in UTC)"),
          Map.entry("until", "Before this time (RFC 3339, in UTC)"),
          Map.entry(
              "wait", "Answer when there is something to tell, or after this time; 50 s at most"),
          Map.entry("Last-Event-ID", "As `after`, for clients that come again by themselves"),
          Map.entry("If-None-Match", "Answered with 304 while it has this tag"));

  private static final Map<String, List<ProblemType>> SPECIAL =
      Map.of(
          "watchFleet",
          List.of(ProblemType.EXPIRED, ProblemType.TOO_MANY_REQUESTS),
          "watchCluster",
          List.of(ProblemType.EXPIRED, ProblemType.TOO_MANY_REQUESTS),
          "getRevision",
          List.of(ProblemType.EXPIRED),
          "diffRevision",
          List.of(ProblemType.EXPIRED),
          "rollBack",
          List.of(
              ProblemType.CONFIRMATION_NEEDED,
              ProblemType.EXPIRED,
              ProblemType.PRECONDITION_FAILED,
              ProblemType.VALIDATION),
          "handOver",
          List.of(ProblemType.NOT_MASTER),
          "getRolloutResult",
          List.of(
              ProblemType.SUPERSEDED,
              ProblemType.REJECTED,
              ProblemType.AGENT_OFFLINE,
              ProblemType.NOT_APPLIED_YET),
          "createJoinToken",
          List.of(ProblemType.TOO_MANY));

  private static final Map<String, Object> EXAMPLES = examples();

  private OperationDetails() {}

  private static Map<String, Object> examples() {
    try (InputStream file =
        OperationDetails.class.getResourceAsStream("/META-INF/openapi-examples.yaml")) {
      return new YAMLMapper()
          .readValue(Objects.requireNonNull(file), new TypeReference<Map<String, Object>>() {});
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void complete(OpenAPI description) {
    description
        .getPaths()
        .getPathItems()
        .forEach((path, item) ->
            item.getOperations().values().forEach(operation -> complete(path, operation)));
  }

  private static void complete(String path, Operation operation) {
    List<Parameter> parameters =
        Objects.requireNonNullElse(operation.getParameters(), List.<Parameter>of());
    for (Parameter parameter : parameters) {
      if (parameter.getDescription() == null) {
        parameter.setDescription(PARAMETERS.get(parameter.getName()));
      }
    }
    String id = operation.getOperationId();
    List<ProblemType> problems =
        new ArrayList<>(List.of(ProblemType.UNAUTHORIZED, ProblemType.NOT_READY));
    if (parameters.stream().anyMatch(parameter -> parameter.getIn() != Parameter.In.PATH)) {
      problems.add(ProblemType.PARAMETER);
    }
    // Nagios is told in its own words that there is no such cluster.
    if (path.startsWith("/api/")) {
      if (path.contains("{")) {
        problems.add(ProblemType.NOT_FOUND);
      }
      if (operation.getResponses().getAPIResponse("204") == null) {
        problems.add(ProblemType.NOT_ACCEPTABLE);
      }
    }
    if (operation.getRequestBody() != null) {
      problems.addAll(
          List.of(
              ProblemType.SYNTAX,
              ProblemType.TOO_LARGE,
              ProblemType.UNSUPPORTED_MEDIA_TYPE,
              ProblemType.VALIDATION));
    }
    problems.addAll(SPECIAL.getOrDefault(id, List.of()));
    ObjectOperations.problems(operation.getResponses(), problems);
    // What is ordered for a cluster looks as what is ordered for a node.
    example(String.valueOf(id).replaceFirst("(Cluster|Node)Override", "Override"), operation);
  }

  private static void example(String key, Operation of) {
    Object example = EXAMPLES.get(key);
    Object body = EXAMPLES.get(key + ".body");
    if (body != null) {
      of.getRequestBody().getContent().getMediaType(Representation.JSON).setExample(body);
    }
    if (example == null) {
      return;
    }
    for (Map.Entry<String, APIResponse> response : of.getResponses().getAPIResponses().entrySet()) {
      if (!response.getKey().startsWith("2") || response.getValue().getContent() == null) {
        continue;
      }
      for (MediaType type : response.getValue().getContent().getMediaTypes().values()) {
        if (type.getExample() == null) {
          type.setExample(example);
          break;
        }
      }
    }
  }
}

package io.lvsfleet.controlplane.api;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.PathItem;
import org.eclipse.microprofile.openapi.models.media.Content;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;
import org.eclipse.microprofile.openapi.models.responses.APIResponses;

/// Describes in the OpenAPI document what [ClusterObjectResource] and [ClusterResource] serve, each
/// kind of object at its own path.
final class ObjectOperations {

  private static final Pattern NAME = Pattern.compile("\\{([a-zA-Z]+)}");

  private static final List<ProblemType> OF_READS =
      List.of(
          ProblemType.UNAUTHORIZED,
          ProblemType.NOT_FOUND,
          ProblemType.NOT_ACCEPTABLE,
          ProblemType.NOT_READY);
  private static final List<ProblemType> OF_WRITES =
      List.of(
          ProblemType.PARAMETER,
          ProblemType.UNAUTHORIZED,
          ProblemType.NOT_FOUND,
          ProblemType.CONFIRMATION_NEEDED,
          ProblemType.FROZEN,
          ProblemType.PRECONDITION_FAILED,
          ProblemType.VALIDATION,
          ProblemType.NOT_READY);
  private static final List<ProblemType> OF_BODIES =
      List.of(ProblemType.SYNTAX, ProblemType.TOO_LARGE, ProblemType.UNSUPPORTED_MEDIA_TYPE);

  private ObjectOperations() {}

  static void describe(OpenAPI description) {
    for (ObjectKind kind : ObjectKind.values()) {
      if (kind.isListed()) {
        description
            .getPaths()
            .addPathItem(kind.listPath(), OASFactory.createPathItem().GET(list(kind)));
      }
      PathItem item = OASFactory.createPathItem().GET(get(kind)).PUT(put(kind)).PATCH(patch(kind));
      if (kind.isDeletable()) {
        item.setDELETE(delete(kind));
      }
      description.getPaths().addPathItem(kind.path(), item);
    }
    description.getPaths().addPathItem(PlanResource.PATH, OASFactory.createPathItem().POST(plan()));
  }

  private static Operation plan() {
    ObjectKind kind = ObjectKind.CLUSTER;
    Operation operation =
        operation(kind, PlanResource.PATH, "plan", "", "What PUT of a document would do");
    operation.setDescription(
        "Checks the document as PUT does and changes nothing. It says what becomes of every object,"
            + " and what every agent would do to its kernel in the words of ipvsadm and ip, with the"
            + " connections that would meet. PUT with `If-Match` of the answer's `etag` makes exactly"
            + " this change of the document or none.");
    operation
        .addParameter(
            query(
                "confirm", "So many removals are meant, see the problem confirmation-needed", "12"))
        .addParameter(header("If-Match", "Only while it has this tag"))
        .addParameter(header("If-None-Match", "`*`: only when there is none yet"));
    operation.setRequestBody(OASFactory.createRequestBody().required(true).content(document(kind)));
    APIResponses responses = operation.getResponses();
    responses.addAPIResponse("200", answer("The plan", json("PlanView", Examples.PLAN)));
    problems(responses, OF_WRITES);
    problems(responses, OF_BODIES);
    return operation;
  }

  private static Operation list(ObjectKind kind) {
    Operation operation = operation(kind, kind.listPath(), "list", "s", "A page of them");
    operation
        .addParameter(query("limit", "At most so many; 100 when absent, 1000 at most", "50"))
        .addParameter(
            query("after", "`nextCursor` of the page before, with the same filter and sort", null))
        .addParameter(
            query(
                "filter",
                "Conditions that all hold, separated by commas: a field, `=` or `!=`, and a value or"
                    + " the start of one with `*`. `name` and `revision` are fields of every object",
                "name=web-*,weight!=0"))
        .addParameter(query("sort", "A field; with `-` before it the largest first", "-weight"));
    APIResponses responses = operation.getResponses();
    responses.addAPIResponse("200", answer("A page", json("ObjectPage", Examples.page(kind))));
    problems(responses, OF_READS);
    problems(responses, List.of(ProblemType.PARAMETER));
    return operation;
  }

  private static Operation get(ObjectKind kind) {
    Operation operation =
        operation(kind, kind.path(), "get", "", "As it was written, " + kind.words());
    operation.addParameter(header("If-None-Match", "Answered with 304 while it has this tag"));
    APIResponses responses = operation.getResponses();
    responses.addAPIResponse("200", answer("What PUT takes", document(kind)));
    responses.addAPIResponse("304", OASFactory.createAPIResponse().description("Unchanged"));
    problems(responses, OF_READS);
    return operation;
  }

  private static Operation put(ObjectKind kind) {
    Operation operation =
        operation(kind, kind.path(), "put", "", "Create or replace " + kind.words());
    operation.setDescription("Sending the same again changes nothing.");
    writes(operation);
    operation.addParameter(header("If-None-Match", "`*`: only when there is none yet"));
    operation.setRequestBody(OASFactory.createRequestBody().required(true).content(document(kind)));
    problems(operation.getResponses(), OF_BODIES);
    operation
        .getResponses()
        .addAPIResponse("201", answer("Created", json("ChangeView", Examples.CHANGE)));
    return operation;
  }

  private static Operation patch(ObjectKind kind) {
    Operation operation =
        operation(kind, kind.path(), "patch", "", "Change some fields of " + kind.words());
    operation.setDescription(
        "An RFC 7396 merge patch: null takes a field away, a list is replaced whole.");
    writes(operation);
    operation.setRequestBody(
        OASFactory.createRequestBody()
            .required(true)
            .content(
                OASFactory.createContent()
                    .addMediaType(
                        Representation.MERGE_PATCH,
                        OASFactory.createMediaType()
                            .schema(OASFactory.createSchema().addType(Schema.SchemaType.OBJECT))
                            .example(Examples.patch(kind)))));
    problems(operation.getResponses(), OF_BODIES);
    return operation;
  }

  private static Operation delete(ObjectKind kind) {
    Operation operation =
        operation(
            kind,
            kind.path(),
            "delete",
            "",
            "Remove " + kind.words() + "; agents undo what was theirs");
    writes(operation);
    return operation;
  }

  private static void writes(Operation operation) {
    operation
        .addParameter(query("dryRun", "`true`: say what would change, and change nothing", "true"))
        .addParameter(
            query(
                "confirm", "So many removals are meant, see the problem confirmation-needed", "12"))
        .addParameter(
            query(
                "rollout",
                "`staged`: backup directors (else one director) take it first, the others when"
                    + " these are verified; `plain`, the default: all at once",
                "staged"))
        .addParameter(
            query(
                "onFailure",
                "`rollback`: when an agent refuses it, or when it is not verified everywhere in"
                    + " time, the cluster becomes what it was, as a new revision; `stop`, the"
                    + " default: it stays, and who is held is held",
                "rollback"))
        .addParameter(query("within", "That time; 10m when absent", "10m"))
        .addParameter(header(Callers.REASON, "Why; kept with the revision"))
        .addParameter(query("reason", "Why, for clients that set no headers", null))
        .addParameter(header("If-Match", "Only while it has this tag"));
    APIResponses responses = operation.getResponses();
    Content done = json("ChangeView", Examples.CHANGE);
    responses.addAPIResponse(
        "200",
        OASFactory.createAPIResponse()
            .description("No agent has to act; or, with `dryRun`, what would change")
            .content(
                OASFactory.createContent()
                    .addMediaType(
                        Representation.JSON,
                        OASFactory.createMediaType()
                            .schema(
                                OASFactory.createSchema()
                                    .addOneOf(reference("ChangeView"))
                                    .addOneOf(reference("PlanView")))
                            .example(Examples.PLAN))));
    responses.addAPIResponse("202", answer("Stored; agents have to act", done));
    problems(responses, OF_WRITES);
  }

  private static Operation operation(
      ObjectKind kind, String path, String verb, String suffix, String summary) {
    Operation operation =
        OASFactory.createOperation()
            .operationId(verb + kind.operation() + suffix)
            .summary(summary)
            .addTag("clusters")
            .responses(OASFactory.createAPIResponses());
    Matcher names = NAME.matcher(path);
    while (names.find()) {
      operation.addParameter(
          OASFactory.createParameter()
              .name(names.group(1))
              .in(Parameter.In.PATH)
              .required(true)
              .schema(reference("Name")));
    }
    operation
        .getResponses()
        .addAPIResponse("default", ProblemResponses.problem("A problem (RFC 9457)"));
    return operation;
  }

  /// Says that these are answered, too.
  static void problems(APIResponses responses, List<ProblemType> types) {
    for (ProblemType type : types) {
      String status = Integer.toString(type.status());
      String word = "`" + type.uri() + "`";
      APIResponse before = responses.getAPIResponse(status);
      String said = before == null ? "" : String.valueOf(before.getDescription());
      // What the framework says by itself is no problem's name.
      if (!said.startsWith("`")) {
        responses.addAPIResponse(status, ProblemResponses.problem(word));
      } else if (!said.contains(word)) {
        responses.addAPIResponse(status, ProblemResponses.problem(said + " or " + word));
      }
    }
  }

  private static Parameter query(
      String name, String description, @org.jspecify.annotations.Nullable String example) {
    return parameter(name, Parameter.In.QUERY, description).example(example);
  }

  private static Parameter header(String name, String description) {
    return parameter(name, Parameter.In.HEADER, description);
  }

  private static Parameter parameter(String name, Parameter.In in, String description) {
    return OASFactory.createParameter()
        .name(name)
        .in(in)
        .description(description)
        .schema(OASFactory.createSchema().addType(Schema.SchemaType.STRING));
  }

  private static APIResponse answer(String description, Content content) {
    return OASFactory.createAPIResponse().description(description).content(content);
  }

  private static Content json(String schema, Object example) {
    return OASFactory.createContent()
        .addMediaType(
            Representation.JSON,
            OASFactory.createMediaType().schema(reference(schema)).example(example));
  }

  private static Content document(ObjectKind kind) {
    Content content = json(kind.schema(), Examples.of(kind));
    return content.addMediaType(
        Representation.YAML, OASFactory.createMediaType().schema(reference(kind.schema())));
  }

  private static Schema reference(String schema) {
    return OASFactory.createSchema().ref("#/components/schemas/" + schema);
  }
}

package io.lvsfleet.controlplane.api;

/// The kinds of problems the API answers with (RFC 9457). Clients switch on the type's path, which
/// is stable; `docs/problems.md` lists them.
public enum ProblemType {
  SYNTAX("syntax", 400, "The body is not JSON or YAML"),
  PARAMETER("parameter", 400, "A parameter or header is wrong"),
  BAD_REQUEST("bad-request", 400, "The request cannot be understood"),
  UNAUTHORIZED("unauthorized", 401, "A token is needed"),
  FORBIDDEN("forbidden", 403, "The token does not allow this"),
  NOT_FOUND("not-found", 404, "There is no such thing"),
  METHOD_NOT_ALLOWED("method-not-allowed", 405, "The resource has no such method"),
  NOT_ACCEPTABLE("not-acceptable", 406, "No representation of that media type"),
  CONFIRMATION_NEEDED("confirmation-needed", 409, "The change removes much and is not confirmed"),
  FROZEN("frozen", 409, "Somebody wants the cluster to stay as it is"),
  SUPERSEDED("superseded", 409, "A newer revision took its place"),
  NOT_MASTER("not-master", 409, "The director is not master"),
  TOO_MANY("too-many", 409, "There are as many as there may be"),
  EXPIRED("expired", 410, "What is asked for is not kept any more"),
  PRECONDITION_FAILED("precondition-failed", 412, "The resource is not as the request expects it"),
  TOO_LARGE("too-large", 413, "The body is too large"),
  UNSUPPORTED_MEDIA_TYPE("unsupported-media-type", 415, "The media type of the body is not read"),
  VALIDATION("validation", 422, "The document breaks rules"),
  REJECTED("rejected", 424, "An agent could not apply the revision"),
  TOO_MANY_REQUESTS("too-many-requests", 429, "As many requests as may be are being answered"),
  AGENT_OFFLINE("agent-offline", 424, "An agent that has to apply the revision is not connected"),
  INTERNAL("internal", 500, "The control plane failed"),
  NOT_READY("not-ready", 503, "The control plane is not ready"),
  NOT_APPLIED_YET("not-applied-yet", 504, "Not every agent has applied the revision yet");

  private final String path;
  private final int status;
  private final String title;

  ProblemType(String path, int status, String title) {
    this.path = path;
    this.status = status;
    this.title = title;
  }

  /// A relative URI reference.
  public String uri() {
    return "/problems/" + path;
  }

  public int status() {
    return status;
  }

  public String title() {
    return title;
  }

  /// The general type of a status, for what frameworks answer by themselves.
  static ProblemType ofStatus(int status) {
    return switch (status) {
      case 401 -> UNAUTHORIZED;
      case 403 -> FORBIDDEN;
      case 404 -> NOT_FOUND;
      case 405 -> METHOD_NOT_ALLOWED;
      case 406 -> NOT_ACCEPTABLE;
      case 412 -> PRECONDITION_FAILED;
      case 413 -> TOO_LARGE;
      case 415 -> UNSUPPORTED_MEDIA_TYPE;
      case 503 -> NOT_READY;
      default -> status >= 500 ? INTERNAL : BAD_REQUEST;
    };
  }
}

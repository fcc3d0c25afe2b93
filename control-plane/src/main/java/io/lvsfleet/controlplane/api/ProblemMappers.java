package io.lvsfleet.controlplane.api;

import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import io.lvsfleet.controlplane.database.DatabaseOutage;
import io.lvsfleet.controlplane.declared.Pointer;
import io.lvsfleet.controlplane.declared.Rule;
import io.lvsfleet.controlplane.declared.Violation;
import io.lvsfleet.controlplane.service.FrozenException;
import io.lvsfleet.controlplane.service.TopologyService;
import io.lvsfleet.controlplane.service.TopologyStore;
import io.lvsfleet.controlplane.topology.StandingOverride;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.List;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/// Every exception as a problem; none shows a class name, a statement or a stack.
final class ProblemMappers {

  private static final Logger LOG = Logger.getLogger(ProblemMappers.class);

  @ServerExceptionMapper
  Response problem(ApiProblem problem, RoutingContext context) {
    return Problems.response(problem, context);
  }

  @ServerExceptionMapper
  Response notLoaded(TopologyService.NotLoadedException e, RoutingContext context) {
    return Problems.response(
        new ApiProblem(ProblemType.NOT_READY, "the topology has not been loaded yet")
            .withHeader("Retry-After", "1"),
        context);
  }

  @ServerExceptionMapper
  Response overtaken(TopologyStore.StaleImageException e, RoutingContext context) {
    return Problems.response(
        new ApiProblem(ProblemType.NOT_READY, "other changes were made at the same time; try again")
            .withHeader("Retry-After", "1"),
        context);
  }

  @ServerExceptionMapper
  Response frozen(FrozenException e, RoutingContext context) {
    StandingOverride freeze = e.freeze();
    ApiProblem problem =
        new ApiProblem(
                ProblemType.FROZEN,
                freeze.owner() + " has frozen the cluster: " + freeze.declared().reason())
            .with("owner", freeze.owner())
            .with("reason", freeze.declared().reason())
            .with("since", freeze.since().toString())
            .with("override", OverrideOperations.path(freeze.key()));
    Instant end = freeze.declared().expiresAt();
    return Problems.response(
        end == null ? problem : problem.with("expiresAt", end.toString()), context);
  }

  /// A small body that is JSON and is not what its resource takes.
  @ServerExceptionMapper
  Response mismatched(MismatchedInputException e, RoutingContext context) {
    Pointer pointer = Pointer.ROOT;
    for (JsonMappingException.Reference step : e.getPath()) {
      pointer =
          step.getFieldName() == null
              ? pointer.then(step.getIndex())
              : pointer.then(step.getFieldName());
    }
    return Problems.response(
        ApiProblem.validation(
            List.of(
                e instanceof UnrecognizedPropertyException unknown
                    ? new Violation(
                        Rule.UNKNOWN_FIELD,
                        pointer,
                        "\"" + unknown.getPropertyName() + "\" is not a field here")
                    : new Violation(
                        Rule.WRONG_TYPE, pointer, "a value of another type is needed here"))),
        context);
  }

  /// What the framework finds wrong by itself.
  @ServerExceptionMapper
  Response framework(WebApplicationException e, RoutingContext context) {
    List<String> methods = Routes.methods(context.normalizedPath());
    // A path that exists in one resource class and its method in another is a 404 to JAX-RS.
    boolean noMethod =
        e.getResponse().getStatus() == 405
            || (e instanceof NotFoundException
                && !methods.isEmpty()
                && !methods.contains(context.request().method().name()));
    int status = noMethod ? 405 : e.getResponse().getStatus();
    Response.ResponseBuilder response =
        Response.status(status)
            .type(MediaType.valueOf(Problems.MEDIA_TYPE))
            .header("Cache-Control", "no-store")
            .entity(Problems.body(status, detail(status, context), context));
    if (noMethod) {
      response.header("Allow", Routes.allow(methods));
    }
    if (status == 415 && methods.contains("PATCH")) {
      response.header("Accept-Patch", Representation.MERGE_PATCH);
    }
    for (String header : new String[] {"Retry-After", "Location"}) {
      String value = e.getResponse().getHeaderString(header);
      if (value != null) {
        response.header(header, value);
      }
    }
    return response.build();
  }

  private static String detail(int status, RoutingContext context) {
    return switch (status) {
      case 404 -> "there is nothing at " + context.request().path();
      case 405 -> context.request().path() + " has no method " + context.request().method();
      case 406 ->
          "\"" + context.request().getHeader("Accept") + "\" is none of what is offered here";
      case 413 -> "the body is larger than what is read here";
      case 415 ->
          "a body of type \""
              + context.request().getHeader("Content-Type")
              + "\" is not read here; a document is sent with the header"
              + " \"Content-Type: application/yaml\" or \"application/json\", a merge patch with"
              + " \"Content-Type: application/merge-patch+json\"";
      default -> ProblemType.ofStatus(status).title();
    };
  }

  @ServerExceptionMapper
  Response anything(Throwable failure, RoutingContext context) {
    if (DatabaseOutage.isCauseOf(failure)) {
      LOG.warnf(
          "request %s: %s %s failed: the database does not answer",
          RequestIds.of(context), context.request().method(), context.request().path());
      return Problems.response(
          new ApiProblem(ProblemType.NOT_READY, "the database does not answer; try again")
              .withHeader("Retry-After", "1"),
          context);
    }
    LOG.errorf(
        failure,
        "request %s: %s %s failed",
        RequestIds.of(context),
        context.request().method(),
        context.request().path());
    return Problems.response(
        new ApiProblem(
            ProblemType.INTERNAL,
            "the control plane failed; its log tells more under this request id"),
        context);
  }
}

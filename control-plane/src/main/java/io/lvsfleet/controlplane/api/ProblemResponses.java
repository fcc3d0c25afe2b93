package io.lvsfleet.controlplane.api;

import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;

/// Describes the objects of clusters, and says in the OpenAPI document that everything else is
/// answered with a problem.
public final class ProblemResponses implements OASFilter {

  @Override
  public void filterOpenAPI(OpenAPI description) {
    ObjectOperations.describe(description);
    OperationDetails.complete(description);
  }

  @Override
  public Operation filterOperation(Operation operation) {
    operation.getResponses().addAPIResponse("default", problem("A problem (RFC 9457)"));
    return operation;
  }

  static APIResponse problem(String description) {
    return OASFactory.createAPIResponse()
        .description(description)
        .content(
            OASFactory.createContent()
                .addMediaType(
                    Problems.MEDIA_TYPE,
                    OASFactory.createMediaType()
                        .schema(OASFactory.createSchema().ref("#/components/schemas/Problem"))));
  }
}

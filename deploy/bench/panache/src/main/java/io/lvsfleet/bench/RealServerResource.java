package io.lvsfleet.bench;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.util.List;

/// Create, read and update, as a guide would have it: no rules, no history, no audit, no agents.
@Path("/real-servers")
@RunOnVirtualThread
public class RealServerResource {

  /// What a client may change.
  public record Change(int weight) {}

  @POST
  @Transactional
  public void create(List<RealServer> all) {
    RealServer.deleteAll();
    RealServer.persist(all);
  }

  @GET
  @Path("{name}")
  public RealServer get(String name) {
    return found(name);
  }

  @PATCH
  @Path("{name}")
  @Transactional
  public RealServer patch(String name, Change change) {
    RealServer server = found(name);
    server.weight = change.weight();
    return server;
  }

  private static RealServer found(String name) {
    RealServer server = RealServer.findById(name);
    if (server == null) {
      throw new NotFoundException();
    }
    return server;
  }
}

package io.lvsfleet.controlplane.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.lvsfleet.controlplane.declared.Fragment;
import io.lvsfleet.controlplane.declared.ObjectPath;
import io.lvsfleet.controlplane.document.DocumentWriter;
import io.lvsfleet.controlplane.document.Format;
import io.lvsfleet.controlplane.service.TopologyService;
import io.lvsfleet.controlplane.topology.ClusterObjects;
import io.lvsfleet.controlplane.topology.ClusterTopology;
import io.lvsfleet.controlplane.topology.Row;
import io.lvsfleet.model.Revision;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// Reads of objects of every kind, the whole cluster included.
@ApplicationScoped
public class ObjectReads {

  private final TopologyService topology;

  ObjectReads(TopologyService topology) {
    this.topology = topology;
  }

  /// A page of objects.
  ///
  /// @param nextCursor for `after` in the request for the next page; absent at the end
  @Schema
  public record ObjectPage(List<ObjectItem> items, @Nullable String nextCursor) {}

  /// An object in a list.
  ///
  /// @param revision that changed it last
  /// @param etag of its JSON
  /// @param value what GET of the object gives; of a virtual service without `checks` and
  ///   `realServers`
  public record ObjectItem(
      String name,
      long revision,
      String etag,
      @Schema(implementation = Object.class) JsonNode value) {}

  Response get(Place place, HttpHeaders headers, RoutingContext request) {
    ClusterTopology cluster = place.in(topology.topology());
    Revision changed = cluster == null ? null : ClusterObjects.changed(cluster, place.path());
    if (cluster == null || changed == null) {
      throw place.notFound();
    }
    Format format = Representation.wanted(headers);
    ETags tags =
        new ETags(
            topology.incarnation(),
            Representation.coding(request.request().getHeader("Accept-Encoding")));
    Response.ResponseBuilder response =
        tags.isUnchanged(WriteOptions.list(request, "If-None-Match"), changed, format)
            ? Response.notModified()
            : Response.ok(DocumentWriter.write(value(cluster, place.path()), format))
                .type(Representation.mediaType(format));
    return response
        .header("ETag", tags.of(changed, format))
        .header("Vary", "Accept, Accept-Encoding")
        .header("Cache-Control", "no-cache")
        .build();
  }

  private static Fragment value(ClusterTopology cluster, ObjectPath path) {
    Row<? extends Fragment> row = ClusterObjects.get(cluster, path);
    return Objects.requireNonNull(row, path::text).value();
  }

  ObjectPage list(Place any, Selection selection) {
    ClusterTopology cluster = Objects.requireNonNull(any.in(topology.topology()));
    ETags tags = new ETags(topology.incarnation());
    List<Selection.Item> all = new ArrayList<>();
    for (ObjectPath path : ClusterObjects.siblings(cluster, any.path())) {
      all.add(item(cluster, path));
    }
    Selection.Page page = selection.page(all);
    return new ObjectPage(
        page.items().stream()
            .map(item ->
                new ObjectItem(
                    item.name(),
                    item.revision(),
                    tags.of(new Revision(item.revision()), Format.JSON),
                    item.value()))
            .toList(),
        page.next());
  }

  private static Selection.Item item(ClusterTopology cluster, ObjectPath path) {
    Revision changed = Objects.requireNonNull(ClusterObjects.changed(cluster, path));
    Fragment own = Objects.requireNonNull(ClusterObjects.own(cluster, path));
    JsonNode value = DocumentWriter.json(own);
    return new Selection.Item(path.steps().getLast(), changed.number(), value);
  }
}

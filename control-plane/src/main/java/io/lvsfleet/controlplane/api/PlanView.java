package io.lvsfleet.controlplane.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import io.lvsfleet.controlplane.declared.ObjectChange;
import io.lvsfleet.controlplane.document.FieldChange;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// What a change would do.
///
/// @param changed whether it would make a new revision
/// @param revision the cluster's now; 0 when it does not exist
/// @param etag of the object as it is, for `If-Match`: the plan holds as long as it does; absent
///   when the object does not exist
/// @param nodes whose agents would have to act
/// @param objects those that would change
/// @param forecast what each of those agents would do to its kernel, as far as it is known here
@Schema
public record PlanView(
    String cluster,
    String object,
    boolean dryRun,
    boolean changed,
    long revision,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String etag,
    List<String> nodes,
    List<ObjectChangeView> objects,
    List<ForecastView> forecast,
    List<ViolationView> warnings) {

  /// What becomes of one object.
  ///
  /// @param object its path in the document, for example `virtualServices/http/realServers/a`
  /// @param action `create`, `update` or `delete`
  public record ObjectChangeView(String object, String action, List<FieldChangeView> fields) {

    static ObjectChangeView of(ObjectChange change) {
      return new ObjectChangeView(
          change.path().text(),
          change.before() == null ? "create" : change.after() == null ? "delete" : "update",
          FieldChange.of(change).stream().map(FieldChangeView::of).toList());
    }
  }

  /// What becomes of one field, or of one object with all its fields.
  ///
  /// @param pointer in the cluster's document
  /// @param before absent when it was not written
  /// @param after absent when it is not written any more
  public record FieldChangeView(
      String pointer,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Schema(implementation = Object.class)
          @Nullable JsonNode before,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Schema(implementation = Object.class)
          @Nullable JsonNode after) {

    static FieldChangeView of(FieldChange change) {
      return new FieldChangeView(change.pointer().text(), change.before(), change.after());
    }
  }
}

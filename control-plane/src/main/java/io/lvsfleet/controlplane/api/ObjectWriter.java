package io.lvsfleet.controlplane.api;

import io.lvsfleet.controlplane.decide.Command;
import io.lvsfleet.controlplane.decide.Decision;
import io.lvsfleet.controlplane.decide.Rules;
import io.lvsfleet.controlplane.declared.ClusterDocument;
import io.lvsfleet.controlplane.declared.DocumentEdit;
import io.lvsfleet.controlplane.declared.Fragment;
import io.lvsfleet.controlplane.declared.Violation;
import io.lvsfleet.controlplane.document.DocumentReader;
import io.lvsfleet.controlplane.document.Format;
import io.lvsfleet.controlplane.document.ParsedFragment;
import io.lvsfleet.controlplane.document.SyntaxException;
import io.lvsfleet.controlplane.service.Plan;
import io.lvsfleet.controlplane.service.TopologyService;
import io.lvsfleet.controlplane.topology.ClusterObjects;
import io.lvsfleet.controlplane.topology.ClusterTopology;
import io.lvsfleet.controlplane.topology.Row;
import io.lvsfleet.controlplane.topology.Topology;
import io.lvsfleet.model.ClusterId;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.Revision;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Writes of objects of every kind, the whole cluster included.
@ApplicationScoped
public class ObjectWriter {

  private final TopologyService topology;

  ObjectWriter(TopologyService topology) {
    this.topology = topology;
  }

  /// The object shall be as the body says.
  Response put(Place place, WriteOptions options, byte[] body, Format format) {
    place.requireContainer(topology.topology());
    Fragment fragment = accepted(place, read(place, body, format));
    return write(place, options, format, _ -> fragment, false);
  }

  /// The object shall be as the fragment says, which was accepted before.
  Response put(Place place, WriteOptions options, Fragment fragment) {
    return write(place, options, Format.JSON, _ -> fragment, false);
  }

  /// The object shall be as it becomes by a merge patch.
  Response patch(Place place, WriteOptions options, byte[] body) {
    return write(
        place,
        options,
        Format.JSON,
        current -> {
          Row<? extends Fragment> row =
              Objects.requireNonNull(
                  ClusterObjects.get(Objects.requireNonNull(current), place.path()));
          return accepted(place, patched(place, row.value(), body));
        },
        true);
  }

  Response delete(Place place, WriteOptions options) {
    return write(place, options, Format.JSON, _ -> null, true);
  }

  /// @param becomes what the object shall be, of the cluster as it is; null when it shall not be
  /// @param mustExist whether there must be an object before
  private Response write(
      Place place,
      WriteOptions options,
      Format format,
      Function<@Nullable ClusterTopology, @Nullable Fragment> becomes,
      boolean mustExist) {
    ETags tags = new ETags(topology.incarnation(), options.coding());
    AtomicBoolean existed = new AtomicBoolean();
    Function<ClusterTopology, Command> command =
        _ -> {
          ClusterTopology current = place.in(topology.topology());
          Revision changed = current == null ? null : ClusterObjects.changed(current, place.path());
          if (mustExist && changed == null) {
            throw place.notFound();
          }
          existed.set(changed != null);
          tags.requireForChange(options.ifMatch(), options.ifNoneMatch(), changed, format);
          return command(place, becomes.apply(current), options.confirmed());
        };
    if (options.isDryRun()) {
      return plan(place, format, tags, topology.plan(place.cluster(), command));
    }
    Decision decision =
        topology.change(place.cluster(), command, options.author(), options.policy());
    return answer(place, decision, format, tags, existed.get());
  }

  private static Command command(Place place, @Nullable Fragment fragment, int confirmed) {
    if (place.kind() != ObjectKind.CLUSTER) {
      return new Command.PutObject(place.cluster(), place.path(), fragment, confirmed);
    }
    return fragment instanceof ClusterDocument document
        ? new Command.PutCluster(place.cluster(), document, confirmed)
        : new Command.DeleteCluster(place.cluster());
  }

  private static ParsedFragment read(Place place, byte[] body, Format format) {
    try {
      return DocumentReader.read(body, format, place.path());
    } catch (SyntaxException e) {
      throw new ApiProblem(ProblemType.SYNTAX, String.valueOf(e.getMessage()));
    }
  }

  private static ParsedFragment patched(Place place, Fragment current, byte[] body) {
    try {
      return DocumentReader.patched(current, body, place.path());
    } catch (SyntaxException e) {
      throw new ApiProblem(ProblemType.SYNTAX, String.valueOf(e.getMessage()));
    }
  }

  /// What was read, or all that is wrong with it: what could be read is examined as well.
  private Fragment accepted(Place place, ParsedFragment parsed) {
    if (parsed.violations().isEmpty()) {
      return Objects.requireNonNull(parsed.fragment(), "nothing was read and nothing is wrong");
    }
    List<Violation> all = new ArrayList<>(parsed.violations());
    Topology now = topology.topology();
    ClusterTopology current = now.cluster(place.cluster());
    Fragment fragment = parsed.fragment();
    if (fragment != null && (current != null || place.kind() == ObjectKind.CLUSTER)) {
      ClusterDocument document =
          DocumentEdit.with(now.clusterOrEmpty(place.cluster()).document(), place.path(), fragment);
      Rules.examine(now, place.cluster(), document, parsed.damage(), topology.knownNodes())
          .violations()
          .forEach(violation -> all.add(violation.from(place.path())));
    }
    throw ApiProblem.validation(all.stream().sorted().distinct().toList());
  }

  private Response answer(
      Place place, Decision decision, Format format, ETags tags, boolean existed) {
    return switch (decision) {
      case Decision.Unchanged(List<Violation> warnings) -> {
        ClusterTopology now = topology.topology().clusterOrEmpty(place.cluster());
        yield change(200, view(place, now, false, tags, format, List.of(), warnings));
      }
      case Decision.Accepted accepted ->
          change(
              !existed ? 201 : accepted.touched().isEmpty() ? 200 : 202,
              view(
                  place,
                  accepted.next().clusterOrEmpty(place.cluster()),
                  true,
                  tags,
                  format,
                  names(accepted.touched()),
                  accepted.warnings()));
      case Decision.Rejected(List<Violation> violations) -> throw rejected(place, violations);
      case Decision.NeedsConfirmation needs -> throw confirmation(needs);
    };
  }

  private static ApiProblem rejected(Place place, List<Violation> violations) {
    return ApiProblem.validation(
        violations.stream().map(violation -> violation.from(place.path())).toList());
  }

  private static ChangeView view(
      Place place,
      ClusterTopology now,
      boolean changed,
      ETags tags,
      Format format,
      List<String> nodes,
      List<Violation> warnings) {
    Revision revision = now.revision();
    Revision own = ClusterObjects.changed(now, place.path());
    ClusterId id = place.cluster();
    return new ChangeView(
        revision.toString(),
        id.name(),
        revision.number(),
        changed,
        tags.of(own == null ? revision : own, format),
        RolloutResource.path(id, revision),
        nodes,
        views(place, warnings));
  }

  private static List<ViolationView> views(Place place, List<Violation> warnings) {
    return warnings.stream()
        .map(violation -> ViolationView.of(violation.from(place.path())))
        .toList();
  }

  private static Response change(int status, ChangeView view) {
    return Response.status(status)
        .header("Location", view.rollout())
        .header("ETag", view.etag())
        .header("Cache-Control", "no-store")
        .entity(view)
        .build();
  }

  private static Response plan(Place place, Format format, ETags tags, Plan plan) {
    return switch (plan.decision()) {
      case Decision.Unchanged(List<Violation> warnings) ->
          plan(place, format, tags, plan, List.of(), warnings);
      case Decision.Accepted accepted ->
          plan(place, format, tags, plan, names(accepted.touched()), accepted.warnings());
      case Decision.Rejected(List<Violation> violations) -> throw rejected(place, violations);
      case Decision.NeedsConfirmation needs -> throw confirmation(needs);
    };
  }

  private static Response plan(
      Place place,
      Format format,
      ETags tags,
      Plan plan,
      List<String> nodes,
      List<Violation> warnings) {
    Revision own =
        plan.before().members().isEmpty()
            ? null
            : ClusterObjects.changed(plan.before(), place.path());
    String etag = own == null ? null : tags.of(own, format);
    PlanView view =
        new PlanView(
            place.cluster().name(),
            place.path().text(),
            true,
            plan.decision() instanceof Decision.Accepted,
            plan.before().revision().number(),
            etag,
            nodes,
            plan.objects().stream().map(PlanView.ObjectChangeView::of).toList(),
            plan.nodes().stream().map(node -> ForecastView.of(node, plan.at())).toList(),
            views(place, warnings));
    Response.ResponseBuilder response = Response.ok(view).header("Cache-Control", "no-store");
    return etag == null ? response.build() : response.header("ETag", etag).build();
  }

  private static ApiProblem confirmation(Decision.NeedsConfirmation needs) {
    return new ApiProblem(
            ProblemType.CONFIRMATION_NEEDED,
            needs.detail() + ": send the request again with ?confirm=" + needs.removals())
        .with("confirm", needs.removals())
        .with("removes", needs.objects());
  }

  private static List<String> names(Collection<NodeId> nodes) {
    return nodes.stream().map(NodeId::name).toList();
  }
}

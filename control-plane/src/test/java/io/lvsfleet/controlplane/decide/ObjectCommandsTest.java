package io.lvsfleet.controlplane.decide;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsfleet.controlplane.compile.CompiledCluster;
import io.lvsfleet.controlplane.compile.Compiler;
import io.lvsfleet.controlplane.declared.ClusterDocument;
import io.lvsfleet.controlplane.declared.DocumentEdit;
import io.lvsfleet.controlplane.declared.DocumentGenerator;
import io.lvsfleet.controlplane.declared.Fragment;
import io.lvsfleet.controlplane.declared.ObjectPath;
import io.lvsfleet.controlplane.document.DocumentPatch;
import io.lvsfleet.controlplane.document.DocumentReader;
import io.lvsfleet.controlplane.document.DocumentWriter;
import io.lvsfleet.controlplane.document.Format;
import io.lvsfleet.controlplane.document.ParsedFragment;
import io.lvsfleet.controlplane.document.SyntaxException;
import io.lvsfleet.controlplane.topology.ClusterObjects;
import io.lvsfleet.controlplane.topology.ClusterTopology;
import io.lvsfleet.controlplane.topology.ObjectChanges;
import io.lvsfleet.controlplane.topology.Row;
import io.lvsfleet.controlplane.topology.SoundDocuments;
import io.lvsfleet.controlplane.topology.Topology;
import io.lvsfleet.model.ClusterId;
import io.lvsfleet.model.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// A write of one object is the write of the whole document with that object replaced.
class ObjectCommandsTest {

  private static final ClusterId A = new ClusterId("a");
  private static final ClusterId B = new ClusterId("b");

  private static Topology put(Topology topology, ClusterId cluster, ClusterDocument document) {
    Decision decision =
        Decider.decide(
            topology, new Command.PutCluster(cluster, document, 1_000_000), SoundDocuments.KNOWN);
    return decision instanceof Decision.Accepted accepted ? accepted.next() : topology;
  }

  private static Topology start(Random random) {
    Topology topology = put(Topology.EMPTY, B, SoundDocuments.document(random, "b"));
    return put(topology, A, SoundDocuments.document(random, "a"));
  }

  private static ClusterTopology cluster(Topology topology) {
    return Objects.requireNonNull(topology.cluster(A));
  }

  /// An object of one of the documents, or one that neither has.
  private static ObjectPath path(Random random, ClusterTopology cluster) {
    String service = "s" + random.nextInt(3);
    return switch (random.nextInt(7)) {
      case 0 -> new ObjectPath.Directors();
      case 1 -> new ObjectPath.Node(new NodeId("n" + (1 + random.nextInt(4))));
      case 2 -> new ObjectPath.VirtualIp("v" + random.nextInt(4));
      case 3 -> new ObjectPath.Service(service);
      case 4 ->
          cluster.services().containsKey(service)
              ? new ObjectPath.Check(service, "c" + random.nextInt(2))
              : new ObjectPath.Directors();
      default ->
          cluster.services().containsKey(service)
              ? new ObjectPath.RealServer(
                  service, random.nextInt(5) == 0 ? "x" : "r" + random.nextInt(4))
              : new ObjectPath.Directors();
    };
  }

  /// What another document, sound or not, says of an object there; null when it has none.
  private static @Nullable Fragment fragment(Random random, ObjectPath path) {
    Topology other = put(Topology.EMPTY, A, SoundDocuments.document(random, "a"));
    Row<? extends Fragment> row = ClusterObjects.get(cluster(other), path);
    if (row != null) {
      return row.value();
    }
    ClusterDocument any = new DocumentGenerator(random).any();
    return switch (path) {
      case ObjectPath.Node _ -> first(any.nodes().values());
      case ObjectPath.VirtualIp _ -> first(any.virtualIps().values());
      case ObjectPath.Service _ -> first(any.services().values());
      case ObjectPath.RealServer _ ->
          any.services().values().stream()
              .flatMap(service -> service.realServers().values().stream())
              .findFirst()
              .orElse(null);
      case ObjectPath.Check _ ->
          any.services().values().stream()
              .flatMap(service -> service.checks().values().stream())
              .findFirst()
              .orElse(null);
      case ObjectPath.Cluster _, ObjectPath.Directors _ -> null;
    };
  }

  private static <T> @Nullable T first(Iterable<T> values) {
    for (T value : values) {
      return value;
    }
    return null;
  }

  @Test
  void aWriteOfAnObjectIsThatOfTheDocumentWithItReplaced() {
    int accepted = 0;
    for (long seed = 0; seed < 500; seed++) {
      Random random = new Random(seed);
      Topology topology = start(random);
      ObjectPath path = path(random, cluster(topology));
      Fragment fragment = fragment(random, path);
      ClusterDocument whole = DocumentEdit.with(cluster(topology).document(), path, fragment);
      int confirmed = random.nextBoolean() ? 0 : 1_000;
      Decision byDocument =
          Decider.decide(
              topology, new Command.PutCluster(A, whole, confirmed), SoundDocuments.KNOWN);
      Decision byObject =
          Decider.decide(
              topology, new Command.PutObject(A, path, fragment, confirmed), SoundDocuments.KNOWN);
      String what = "seed " + seed + " " + path.text();
      switch (byObject) {
        case Decision.Accepted one -> {
          accepted++;
          Decision.Accepted all = (Decision.Accepted) byDocument;
          assertThat(one.changes()).as(what).isEqualTo(all.changes());
          assertThat(one.next()).as(what).isEqualTo(all.next());
          assertThat(one.touched()).as(what).isEqualTo(all.touched());
          assertThat(one.allowedRemovals()).as(what).isEqualTo(all.allowedRemovals());
          assertThat(one.after()).as(what).isEqualTo(Compiler.compile(cluster(one.next())));
          assertThat(all.warnings()).as(what).containsAll(one.warnings());
        }
        case Decision.Rejected(var violations) ->
            assertThat(((Decision.Rejected) byDocument).violations())
                .as(what)
                .extracting(violation -> violation.rule())
                .isEqualTo(violations.stream().map(violation -> violation.rule()).toList());
        case Decision.NeedsConfirmation needs -> assertThat(byDocument).as(what).isEqualTo(needs);
        case Decision.Unchanged _ ->
            assertThat(byDocument).as(what).isInstanceOf(Decision.Unchanged.class);
      }
    }
    assertThat(accepted).isGreaterThan(150);
  }

  /// A history in small steps, each compiled from the one before.
  @Test
  void whatIsCompiledStepByStepIsWhatIsCompiledAtOnce() {
    for (long seed = 0; seed < 20; seed++) {
      Random random = new Random(seed);
      Topology topology = start(random);
      CompiledCluster compiled = Compiler.compile(cluster(topology));
      for (int step = 0; step < 25; step++) {
        ObjectPath path = path(random, cluster(topology));
        Command command =
            new Command.PutObject(
                A, path, random.nextInt(4) == 0 ? null : fragment(random, path), 1_000);
        if (Decider.decide(topology, compiled, command, SoundDocuments.KNOWN)
            instanceof Decision.Accepted accepted) {
          topology = accepted.next();
          compiled = accepted.after();
          assertThat(compiled)
              .as("seed %d, step %d, %s", seed, step, path.text())
              .isEqualTo(Compiler.compile(cluster(topology)));
        }
      }
    }
  }

  @Test
  void anObjectThatIsReadAndWrittenChangesNothing() throws SyntaxException {
    for (long seed = 0; seed < 30; seed++) {
      Topology topology = start(new Random(seed));
      for (ObjectPath path : all(cluster(topology))) {
        Fragment fragment =
            Objects.requireNonNull(ClusterObjects.get(cluster(topology), path)).value();
        for (Format format : Format.values()) {
          byte[] text = DocumentWriter.write(fragment, format);
          ParsedFragment parsed = DocumentReader.read(text, format, path);
          assertThat(parsed.violations()).isEmpty();
          assertThat(parsed.fragment()).as("seed " + seed + " " + path.text()).isEqualTo(fragment);
        }
        assertThat(
                Decider.decide(
                    topology, new Command.PutObject(A, path, fragment, 0), SoundDocuments.KNOWN))
            .as("seed " + seed + " " + path.text())
            .isInstanceOf(Decision.Unchanged.class);
      }
    }
  }

  private static List<ObjectPath> all(ClusterTopology cluster) {
    List<ObjectPath> paths = new ArrayList<>(List.of(new ObjectPath.Directors()));
    paths.addAll(ClusterObjects.siblings(cluster, new ObjectPath.Node(new NodeId("any"))));
    paths.addAll(ClusterObjects.siblings(cluster, new ObjectPath.VirtualIp("any")));
    for (ObjectPath service : ClusterObjects.siblings(cluster, new ObjectPath.Service("any"))) {
      paths.add(service);
      String name = service.steps().getLast();
      paths.addAll(ClusterObjects.siblings(cluster, new ObjectPath.RealServer(name, "any")));
      paths.addAll(ClusterObjects.siblings(cluster, new ObjectPath.Check(name, "any")));
    }
    return paths;
  }

  /// What is kept of a revision, applied to the document before, gives the document after; and the
  /// changes by object are none exactly when the documents are equal.
  @Test
  void theChangesOfTheObjectsMakeTheNextDocument() {
    for (long seed = 0; seed < 100; seed++) {
      Random random = new Random(seed);
      Topology topology = start(random);
      ClusterDocument after = SoundDocuments.document(random, "a");
      ClusterTopology before = cluster(topology);
      var decision =
          Decider.decide(topology, new Command.PutCluster(A, after, 1_000), SoundDocuments.KNOWN);
      if (decision instanceof Decision.Accepted accepted) {
        var changes = ObjectChanges.of(before, cluster(accepted.next()), accepted.changes());
        assertThat(changes).isNotEmpty();
        assertThat(
                DocumentPatch.apply(
                    DocumentWriter.compact(before.document()),
                    Format.JSON,
                    List.of(DocumentPatch.write(changes))))
            .as("seed " + seed)
            .isEqualTo(after);
      } else {
        assertThat(decision).isInstanceOf(Decision.Unchanged.class);
        assertThat(after).isEqualTo(before.document());
      }
    }
  }
}

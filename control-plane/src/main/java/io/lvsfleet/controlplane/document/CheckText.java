package io.lvsfleet.controlplane.document;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lvsfleet.controlplane.declared.DeclaredCheck;
import io.lvsfleet.controlplane.declared.Fragment;
import io.lvsfleet.controlplane.declared.Pointer;
import io.lvsfleet.controlplane.declared.ServiceHealth;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.SortedMap;

/// Checks and health policies as JSON texts, as far as they are written, and back. What it has
/// written itself it can read.
public final class CheckText {

  private CheckText() {}

  public static String of(DeclaredCheck check) {
    return DocumentWriter.compact((Fragment) check);
  }

  public static DeclaredCheck check(String json) {
    Problems problems = new Problems();
    DeclaredCheck check = new CheckReader(problems).check(fields(json, problems), true);
    require(problems, json);
    return Objects.requireNonNull(check, json);
  }

  public static String of(SortedMap<String, DeclaredCheck> templates) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    ObjectNode checks = json.putObject("checks");
    templates.forEach((name, check) -> checks.set(name, DocumentWriter.tree(check)));
    return json.toString();
  }

  public static SortedMap<String, DeclaredCheck> templates(String json) {
    Problems problems = new Problems();
    SortedMap<String, DeclaredCheck> templates =
        new CheckReader(problems).checks(fields(json, problems), false);
    require(problems, json);
    return templates;
  }

  public static String of(ServiceHealth health) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    OptionWriter.write(health.options(), ServiceHealth.FIELDS, json);
    return json.toString();
  }

  public static ServiceHealth health(String json) {
    Problems problems = new Problems();
    ServiceHealth health =
        new ServiceHealth(
            new OptionReader(problems).read(fields(json, problems), ServiceHealth.FIELDS));
    require(problems, json);
    return health;
  }

  private static Fields fields(String json, Problems problems) {
    try {
      Value value = TreeReader.read(json.getBytes(StandardCharsets.UTF_8), Format.JSON, problems);
      return Objects.requireNonNull(Fields.of(value, Pointer.ROOT, problems), json);
    } catch (SyntaxException e) {
      throw new IllegalArgumentException(json, e);
    }
  }

  private static void require(Problems problems, String json) {
    if (problems.count() > 0) {
      throw new IllegalArgumentException(json + ": " + problems.sorted().getFirst());
    }
  }
}

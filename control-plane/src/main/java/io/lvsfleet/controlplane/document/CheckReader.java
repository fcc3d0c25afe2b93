package io.lvsfleet.controlplane.document;

import io.lvsfleet.controlplane.declared.CheckType;
import io.lvsfleet.controlplane.declared.DeclaredCheck;
import io.lvsfleet.controlplane.declared.DeclaredCheck.DeclaredTiming;
import io.lvsfleet.controlplane.declared.Options;
import io.lvsfleet.controlplane.declared.Pointer;
import io.lvsfleet.controlplane.declared.Rule;
import io.lvsfleet.model.CheckSpec;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Reads checks, of a service and those that several services use.
final class CheckReader {

  /// Check types that later versions have; naming one is not a typing mistake.
  private static final List<String> LATER = List.of("dns", "smtp", "grpc");

  private final Problems problems;

  CheckReader(Problems problems) {
    this.problems = problems;
  }

  /// The mapping `checks` of a service or of the cluster.
  ///
  /// @param mayUse whether they may use what others say
  SortedMap<String, DeclaredCheck> checks(Fields of, boolean mayUse) {
    SortedMap<String, DeclaredCheck> checks = new TreeMap<>();
    of.named("checks")
        .forEach((name, value) -> {
          Pointer at = of.at("checks").then(name);
          Fields fields = Fields.of(value, at, problems);
          DeclaredCheck check = fields == null ? null : check(fields, mayUse);
          if (of.isName(name, at) && check != null) {
            checks.put(name, check);
          }
        });
    return checks;
  }

  /// Null when what it asks cannot be known.
  @Nullable DeclaredCheck check(Fields fields, boolean mayUse) {
    boolean uses = mayUse && fields.has("use");
    String use = uses ? fields.name("use") : null;
    CheckType type = null;
    if (uses) {
      if (fields.has("type")) {
        problems.add(Rule.ONE_OF, fields.at("type"), "either type, or use of a check that has one");
      }
    } else {
      type = type(fields);
      if (type == null) {
        return null; // its other fields belong to a type
      }
    }
    DeclaredCheck.From from = fields.word("from", Words.FROM, Rule.UNKNOWN_VALUE);
    DeclaredCheck.Agree agree = fields.word("agree", Words.AGREE, Rule.UNKNOWN_VALUE);
    DeclaredTiming timing = timing(fields);
    Options options =
        type == null ? Options.NONE : new OptionReader(problems).read(fields, type.fields());
    fields.done();
    return uses && use == null ? null : new DeclaredCheck(use, type, from, agree, timing, options);
  }

  private @Nullable CheckType type(Fields fields) {
    fields.require("type", "what is asked: " + String.join(", ", Words.CHECK_TYPES.keySet()));
    String type = fields.text("type");
    if (type != null && LATER.contains(type)) {
      problems.add(
          Rule.NOT_SUPPORTED_YET,
          fields.at("type"),
          "checks of type "
              + type
              + " are not supported in this version; the type nagios-plugin runs any plugin");
      return null;
    }
    return type == null
        ? null
        : fields.word(type, Words.CHECK_TYPES, Rule.UNKNOWN_VALUE, fields.at("type"));
  }

  private static DeclaredTiming timing(Fields fields) {
    return new DeclaredTiming(
        fields.duration("interval"),
        fields.duration("timeout"),
        fields.integer("fall", 1, CheckSpec.MAX_COUNT, Rule.COUNT_RANGE, "fall"),
        fields.integer("rise", 1, CheckSpec.MAX_COUNT, Rule.COUNT_RANGE, "rise"),
        fields.duration("fastInterval"),
        fields.duration("restartGrace"));
  }
}

package io.lvsfleet.controlplane;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import org.jspecify.annotations.NullMarked;

/// The architecture of the control plane. Changing this file is changing the architecture.
@AnalyzeClasses(
    packages = "io.lvsfleet.controlplane",
    importOptions = {ImportOption.DoNotIncludeTests.class, ArchitectureTest.NoTestJars.class})
class ArchitectureTest {

  /// Another module's tests arrive as a jar, which the usual option does not recognise.
  static final class NoTestJars implements ImportOption {
    @Override
    public boolean includes(Location location) {
      return !location.contains("-tests.jar");
    }
  }

  private static final String BASE = "io.lvsfleet.controlplane.";

  private static final String[] PURE = {
    BASE + "declared..",
    BASE + "topology..",
    BASE + "decide..",
    BASE + "compile..",
    BASE + "rollout..",
    BASE + "forecast..",
    BASE + "events.."
  };

  private static final String[] PLAIN_JAVA = {
    "java.lang",
    "java.lang.annotation",
    "java.lang.invoke",
    "java.lang.runtime",
    "java.math",
    "java.nio.charset",
    "java.security",
    "java.security.cert",
    "java.time",
    "java.time.temporal",
    "java.util",
    "java.util.function",
    "java.util.regex",
    "java.util.stream",
    "org.jspecify.annotations"
  };

  @ArchTest
  static final ArchRule purePackagesKnowOnlyEachOtherAndPlainJava =
      classes()
          .that()
          .resideInAnyPackage(PURE)
          .should()
          .onlyDependOnClassesThat(
              resideInAnyPackage(PURE)
                  .or(
                      resideInAnyPackage(
                          BASE + "agents..", "io.lvsfleet.model..", "io.lvsfleet.reconcile.."))
                  .or(resideInAnyPackage(PLAIN_JAVA)));

  @ArchTest
  static final ArchRule portsSpeakOfTheModelAlone =
      classes()
          .that()
          .resideInAPackage(BASE + "agents..")
          .should()
          .onlyDependOnClassesThat(
              resideInAnyPackage(
                      BASE + "agents..",
                      BASE + "events..",
                      "io.lvsfleet.model..",
                      "io.lvsfleet.wire..")
                  .or(resideInAnyPackage(PLAIN_JAVA)));

  /// `java.time` is allowed, reading the clock is not.
  @ArchTest
  static final ArchRule purePackagesReadNoClockAndNoEntropy =
      noClasses()
          .that()
          .resideInAnyPackage(PURE)
          .or()
          .resideInAnyPackage(BASE + "document..")
          .should()
          .accessTargetWhere(
              DescribedPredicate.describe("reads a clock or entropy", ArchitectureTest::isAmbient));

  @ArchTest
  static final ArchRule documentsKnowOnlyDeclaredValuesAndJackson =
      classes()
          .that()
          .resideInAPackage(BASE + "document..")
          .should()
          .onlyDependOnClassesThat(
              resideInAnyPackage(
                      BASE + "document..",
                      BASE + "declared..",
                      "io.lvsfleet.model..",
                      "com.fasterxml.jackson..",
                      "org.yaml.snakeyaml..",
                      "java.io",
                      "java.nio")
                  .or(resideInAnyPackage(PLAIN_JAVA)));

  @ArchTest
  static final ArchRule restStaysInTheApi =
      noClasses()
          .that()
          .resideOutsideOfPackage(BASE + "api..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("jakarta.ws.rs..", "org.eclipse.microprofile.openapi..");

  @ArchTest
  static final ArchRule theDatabaseStaysInTheStore =
      noClasses()
          .that()
          .resideOutsideOfPackages(BASE + "store..", BASE + "database..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "java.sql..",
              "javax.sql..",
              "jakarta.persistence..",
              "org.hibernate..",
              "io.quarkus.hibernate..");

  @ArchTest
  static final ArchRule agentSessionsStayInTheFleet =
      noClasses()
          .that()
          .resideOutsideOfPackages(BASE + "fleet..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.grpc..", "com.google.protobuf..", "io.lvsfleet.protocol..");

  @ArchTest
  static final ArchRule certificatesAreMadeInPkiAlone =
      noClasses()
          .that()
          .resideOutsideOfPackage(BASE + "pki..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.bouncycastle..");

  /// Shells meet through ports; `app` introduces them.
  @ArchTest
  static final ArchRule theApiHasNoBackDoor =
      noClasses()
          .that()
          .resideInAPackage(BASE + "api..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(BASE + "store..", BASE + "fleet..", BASE + "app..");

  @ArchTest
  static final ArchRule onlyTheAppKnowsEverybody =
      noClasses()
          .that()
          .resideOutsideOfPackage(BASE + "app..")
          .should()
          .dependOnClassesThat(resideInAPackage(BASE + "app.."));

  @ArchTest
  static final ArchRule nothingIsInjectedIntoFields =
      noFields().should().beAnnotatedWith("jakarta.inject.Inject");

  @ArchTest
  static final ArchRule noCycles = slices().matching(BASE + "(*)..").should().beFreeOfCycles();

  @ArchTest
  static void everyPackageIsNullMarked(JavaClasses classes) {
    classes.stream()
        .map(com.tngtech.archunit.core.domain.JavaClass::getPackage)
        .distinct()
        .filter(p -> !p.getClasses().isEmpty())
        .forEach((JavaPackage p) ->
            assertThat(p.isAnnotatedWith(NullMarked.class))
                .as(p.getName() + " is @NullMarked")
                .isTrue());
  }

  /// A moved package must not turn every rule above into a rule about nothing.
  @ArchTest
  static void theRulesSeeTheWholeProgram(JavaClasses classes) {
    assertThat(classes.size()).isGreaterThan(150);
  }

  /// Accesses, not calls: a rule about calls does not see the method reference `Instant::now`.
  private static boolean isAmbient(JavaAccess<?> access) {
    if (!(access.getTarget() instanceof AccessTarget.CodeUnitAccessTarget target)) {
      return false;
    }
    String owner = target.getOwner().getFullName();
    return switch (target.getName()) {
      case "now" -> owner.startsWith("java.time.") && target.getRawParameterTypes().isEmpty();
      case "currentTimeMillis", "nanoTime", "getenv", "getProperty" ->
          owner.equals("java.lang.System");
      case "randomUUID" -> owner.equals("java.util.UUID");
      case "random" -> owner.equals("java.lang.Math");
      case "systemUTC", "systemDefaultZone" -> owner.equals("java.time.Clock");
      case "<init>" ->
          owner.equals("java.lang.Thread")
              || (owner.equals("java.util.Random") && target.getRawParameterTypes().isEmpty());
      default -> owner.equals("java.lang.Thread");
    };
  }
}

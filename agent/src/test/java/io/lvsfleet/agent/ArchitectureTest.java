package io.lvsfleet.agent;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.NullMarked;

/// Which package may know which: the architecture, as a test. A rule changes with the design, not
/// to make a build pass.
@AnalyzeClasses(
    packages = "io.lvsfleet",
    importOptions = {ImportOption.DoNotIncludeTests.class, ArchitectureTest.NoTestJars.class})
class ArchitectureTest {

  /// Another module's tests arrive as a jar, which the usual option does not recognise.
  static final class NoTestJars implements ImportOption {
    @Override
    public boolean includes(Location location) {
      return !location.contains("-tests.jar");
    }
  }

  private static final String[] PURE = {
    "io.lvsfleet.model..", "io.lvsfleet.reconcile..", "io.lvsfleet.agent.core.."
  };

  /// What the functional core may use of the platform. Records, switches and concatenation need the
  /// last three.
  private static final String[] PLAIN_JAVA = {
    "java.util",
    "java.util.function",
    "java.util.stream",
    "java.util.regex",
    "java.time",
    "java.nio.charset",
    "org.jspecify.annotations",
    "java.lang",
    "java.lang.runtime",
    "java.lang.invoke"
  };

  private static final String[] EFFECTS = {
    "java.io..", "java.net..", "java.nio.file..", "java.nio.channels..", "java.lang.foreign.."
  };

  private static final Set<String> TEXT =
      Set.of(
          "java.io.Reader",
          "java.io.Writer",
          "java.io.StringReader",
          "java.io.StringWriter",
          "java.io.IOException");

  @ArchTest
  static final ArchRule modelKnowsPlainJavaOnly =
      classes()
          .that()
          .resideInAPackage("io.lvsfleet.model..")
          .should()
          .onlyDependOnClassesThat(
              resideInAnyPackage("io.lvsfleet.model..").or(resideInAnyPackage(PLAIN_JAVA)));

  @ArchTest
  static final ArchRule coreKnowsModelAndPlainJavaOnly =
      classes()
          .that()
          .resideInAnyPackage(PURE)
          .should()
          .onlyDependOnClassesThat(resideInAnyPackage(PURE).or(resideInAnyPackage(PLAIN_JAVA)));

  /// `java.time` is allowed, reading the clock is not. An access, because a rule about calls does
  /// not see the method reference `Instant::now`.
  @ArchTest
  static final ArchRule coreReadsNoClockAndNoEntropyAndStartsNoThread =
      noClasses()
          .that()
          .resideInAnyPackage(PURE)
          .should()
          .accessTargetWhere(describe("is ambient", ArchitectureTest::isAmbient));

  @ArchTest
  static final ArchRule codecHasNoEffects =
      noClasses()
          .that()
          .resideInAPackage("io.lvsfleet.agent.netlink..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(EFFECTS)
          .orShould()
          .dependOnClassesThat()
          .resideInAnyPackage("io.lvsfleet.agent.sys..", "io.lvsfleet.agent.kernel..");

  /// Bytes and events in, state and effects out. Its ports are what the shell fills in.
  @ArchTest
  static final ArchRule vrrpHasNoEffectsAndReadsNoClock =
      noClasses()
          .that()
          .resideInAPackage("io.lvsfleet.agent.vrrp..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(EFFECTS)
          .orShould()
          .accessTargetWhere(describe("is ambient", ArchitectureTest::isAmbient))
          .orShould()
          .dependOnClassesThat(
              resideInAnyPackage("io.lvsfleet.agent..")
                  .and(describe("are not of vrrp", c -> !isIn(c, "io.lvsfleet.agent.vrrp"))));

  /// Text in, text out: readers and writers of strings are all it needs of `java.io`.
  @ArchTest
  static final ArchRule nftRunsNothing =
      noClasses()
          .that()
          .resideInAPackage("io.lvsfleet.agent.nft..")
          .should()
          .dependOnClassesThat(
              resideInAnyPackage(EFFECTS)
                  .and(describe("do more than text", c -> !TEXT.contains(c.getFullName()))))
          .orShould()
          .accessTargetWhere(describe("is ambient", ArchitectureTest::isAmbient))
          .orShould()
          .dependOnClassesThat()
          .resideInAnyPackage("io.lvsfleet.agent.sys..", "io.lvsfleet.agent.kernel..");

  @ArchTest
  static final ArchRule foreignCallsAreInSysOnly =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.lvsfleet.agent.sys..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("java.lang.foreign..");

  @ArchTest
  static final ArchRule sysIsUsedByKernelAndRunnerOnly =
      classes()
          .that()
          .resideInAPackage("io.lvsfleet.agent.sys..")
          .should()
          .onlyHaveDependentClassesThat()
          .resideInAnyPackage(
              "io.lvsfleet.agent.sys..",
              "io.lvsfleet.agent.kernel..",
              "io.lvsfleet.agent.runner..");

  @ArchTest
  static final ArchRule sysKnowsNothingOfThisProgram =
      noClasses()
          .that()
          .resideInAPackage("io.lvsfleet.agent.sys..")
          .should()
          .dependOnClassesThat(
              resideInAnyPackage("io.lvsfleet..")
                  .and(describe("are not in sys", c -> !isIn(c, "io.lvsfleet.agent.sys"))));

  @ArchTest
  static final ArchRule grpcIsWhereTheSessionIs =
      noClasses()
          .that()
          .resideInAPackage("io.lvsfleet.agent..")
          .and()
          .resideOutsideOfPackages("io.lvsfleet.agent.session..", "io.lvsfleet.agent.enrol..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.grpc..");

  /// Wire shape is not domain shape; the disk has the wire's.
  @ArchTest
  static final ArchRule protobufIsAtTheRim =
      noClasses()
          .that()
          .resideInAPackage("io.lvsfleet.agent..")
          .and()
          .resideOutsideOfPackages(
              "io.lvsfleet.agent.session..",
              "io.lvsfleet.agent.enrol..",
              "io.lvsfleet.agent.state..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("com.google.protobuf..", "io.lvsfleet.protocol..");

  @ArchTest
  static final ArchRule thereIsNoFramework =
      noClasses()
          .that()
          .resideInAPackage("io.lvsfleet..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "jakarta..", "javax.inject..", "io.quarkus..", "org.eclipse.microprofile..");

  /// `app` introduces them to each other, through the core's ports.
  @ArchTest
  static final ArchRule kernelDoesNotKnowTheOtherRooms =
      noClasses()
          .that()
          .resideInAPackage("io.lvsfleet.agent.kernel..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.lvsfleet.agent.session..",
              "io.lvsfleet.agent.enrol..",
              "io.lvsfleet.agent.probe..",
              "io.lvsfleet.agent.state..",
              "io.lvsfleet.agent.app..");

  @ArchTest
  static final ArchRule onlyAppKnowsTheKernelBehindThePorts =
      classes()
          .that()
          .resideInAPackage("io.lvsfleet.agent.kernel..")
          .should()
          .onlyHaveDependentClassesThat()
          .resideInAnyPackage("io.lvsfleet.agent.kernel..", "io.lvsfleet.agent.app..");

  @ArchTest
  static final ArchRule packagesFormNoCycles =
      slices().matching("io.lvsfleet.agent.(**)").should().beFreeOfCycles();

  @ArchTest
  static void everyPackageIsNullMarked(JavaClasses classes) {
    List<String> unmarked =
        classes.stream()
            .map(JavaClass::getPackage)
            .filter(p -> !p.getName().startsWith("io.lvsfleet.protocol"))
            .filter(p -> !p.isAnnotatedWith(NullMarked.class))
            .map(JavaPackage::getName)
            .distinct()
            .toList();
    assertThat(unmarked).isEmpty();
  }

  /// A renamed package must not turn the rules above into rules about nothing.
  @ArchTest
  static void theRulesSeeTheWholeProgram(JavaClasses classes) {
    for (String root :
        List.of(
            "io.lvsfleet.model",
            "io.lvsfleet.reconcile",
            "io.lvsfleet.agent.core",
            "io.lvsfleet.agent.netlink",
            "io.lvsfleet.agent.nft",
            "io.lvsfleet.agent.vrrp",
            "io.lvsfleet.agent.sys",
            "io.lvsfleet.agent.kernel")) {
      assertThat(classes.stream().filter(c -> isIn(c, root)).count()).as(root).isGreaterThan(4);
    }
    assertThat(classes.size()).isGreaterThan(100);
  }

  private static boolean isIn(JavaClass javaClass, String root) {
    return (javaClass.getPackageName() + ".").startsWith(root + ".");
  }

  private static final Set<String> AMBIENT_SYSTEM =
      Set.of("currentTimeMillis", "nanoTime", "getenv", "getProperty", "exit");

  private static boolean isAmbient(JavaAccess<?> access) {
    if (!(access.getTarget() instanceof CodeUnitAccessTarget target)) {
      return false;
    }
    String owner = target.getOwner().getFullName();
    boolean noArguments = target.getRawParameterTypes().isEmpty();
    return switch (owner) {
      case "java.lang.System" -> AMBIENT_SYSTEM.contains(target.getName());
      case "java.lang.Thread", "java.lang.Runtime", "java.lang.ProcessBuilder" -> true;
      case "java.lang.Math" -> target.getName().equals("random");
      case "java.util.UUID" -> target.getName().equals("randomUUID");
      case "java.util.Random", "java.util.Date" -> target.getName().equals("<init>") && noArguments;
      case "java.util.Timer" -> true;
      case "java.util.Collections" ->
          target.getName().equals("shuffle") && target.getRawParameterTypes().size() == 1;
      case "java.time.Clock" -> target.getName().startsWith("system");
      default -> owner.startsWith("java.time.") && target.getName().equals("now") && noArguments;
    };
  }
}

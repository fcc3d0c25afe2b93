package io.lvsfleet.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.lvsfleet.protocol.v1.NodeProto;
import io.lvsfleet.protocol.v1.SessionProto;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Each case takes a good message and breaks one thing.
class BadMessagesTest {

  private static SessionProto.Desired.Builder good() {
    return DesiredWire.encode(GoldenTest.drDirector()).toBuilder();
  }

  private static NodeProto.VirtualService.Builder service(SessionProto.Desired.Builder desired) {
    return desired.getStateBuilder().getDirectorBuilder().getServicesBuilder(0);
  }

  private static NodeProto.RealServer.Builder realServer(SessionProto.Desired.Builder desired) {
    return service(desired).getRealServersBuilder(1);
  }

  private static Arguments bad(
      String field, String saying, Consumer<SessionProto.Desired.Builder> breakage) {
    return Arguments.of(field, saying, breakage);
  }

  static Stream<Arguments> cases() {
    String service = "desired.state.director.services[0]";
    return Stream.of(
        bad("desired.stamp", "is missing", d -> d.clearStamp()),
        bad("desired.state", "is missing", d -> d.clearState()),
        bad("desired.stamp.incarnation", "is missing", d -> d.getStampBuilder().clearIncarnation()),
        bad(
            "desired.stamp.node_revision",
            "18446744073709551615",
            d -> d.getStampBuilder().setNodeRevision(-1)),
        bad(
            "desired.stamp.clusters[\"No Name\"]",
            "No Name",
            d -> d.getStampBuilder().putClusters("No Name", 1)),
        bad("desired.allowed_removals", "4294967295", d -> d.setAllowedRemovals(-1)),
        bad("desired.state.node", "lower-case", d -> d.getStateBuilder().setNode("DIRECTOR")),
        bad(
            "desired.state.director.role",
            "DIRECTOR_ROLE_UNSPECIFIED",
            d -> d.getStateBuilder().getDirectorBuilder().clearRole()),
        bad(
            "desired.state.director.role",
            "UNRECOGNIZED",
            d -> d.getStateBuilder().getDirectorBuilder().setRoleValue(99)),
        bad(
            "desired.state.director.virtual_addresses[0].address",
            "10.0.0.300",
            d ->
                d.getStateBuilder()
                    .getDirectorBuilder()
                    .getVirtualAddressesBuilder(0)
                    .setAddress("10.0.0.300")),
        bad(
            "desired.state.director.virtual_addresses[0]",
            "/33",
            d ->
                d.getStateBuilder()
                    .getDirectorBuilder()
                    .getVirtualAddressesBuilder(0)
                    .setPrefixLength(33)),
        bad(
            "desired.state.director.sysctls[\"kernel.panic\"]",
            "net.*",
            d -> d.getStateBuilder().getDirectorBuilder().putSysctls("kernel.panic", "1")),
        bad(service + ".key", "is missing", d -> service(d).clearKey()),
        bad(
            service + ".address.protocol",
            "PROTOCOL_UNSPECIFIED",
            d -> service(d).getAddressBuilder().clearProtocol()),
        bad(
            service + ".address.port",
            "65536",
            d -> service(d).getAddressBuilder().setPort(65_536)),
        bad(
            service + ".firewall_mark.mark",
            "not 0",
            d ->
                service(d)
                    .getFirewallMarkBuilder()
                    .setFamily(NodeProto.AddressFamily.ADDRESS_FAMILY_IPV4)),
        bad(service + ".scheduler", "is missing", d -> service(d).clearScheduler()),
        bad(service + ".on_failure", "UNSPECIFIED", d -> service(d).clearOnFailure()),
        bad(
            service + ".persistence",
            "1 s to 31 days",
            d -> service(d).getPersistenceBuilder().setTimeoutSeconds(-1)),
        bad(service + ".real_servers[1].weight", "70000", d -> realServer(d).setWeight(70_000)),
        bad(service + ".real_servers[1].weight", "4294967295", d -> realServer(d).setWeight(-1)),
        bad(service + ".real_servers[1].method", "UNSPECIFIED", d -> realServer(d).clearMethod()),
        bad(
            service + ".real_servers[1]",
            "tunneling method",
            d ->
                realServer(d)
                    .getTunnelBuilder()
                    .setType(NodeProto.Tunnel.Type.TYPE_IPIP)
                    .setChecksum(NodeProto.Tunnel.Checksum.CHECKSUM_NONE)),
        bad(
            service + ".real_servers[1]",
            "lower <= upper",
            d -> realServer(d).setLowerThreshold(5)),
        bad(
            service + ".real_servers[1]",
            "occurs twice",
            d -> service(d).setRealServers(1, service(d).getRealServers(0))),
        bad(
            "desired.state.checks[0].probe",
            "is missing",
            d -> d.getStateBuilder().getChecksBuilder(0).clearProbe()),
        bad(
            "desired.state.checks[0]",
            "timeout",
            d -> d.getStateBuilder().getChecksBuilder(0).setTimeoutMs(60_000)),
        bad(
            "desired.state.checks[0].interval_ms",
            "18446744073709551615",
            d -> d.getStateBuilder().getChecksBuilder(0).setIntervalMs(-1)),
        bad(
            "desired.state.checks[0]",
            "interval",
            d -> d.getStateBuilder().getChecksBuilder(0).setIntervalMs(Long.MAX_VALUE)),
        bad(
            "desired.state.checks[0].key.service",
            "at most 4096",
            d ->
                d.getStateBuilder()
                    .getChecksBuilder(0)
                    .getKeyBuilder()
                    .setService("x".repeat(Limits.MAX_TEXT + 1))));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("cases")
  void theErrorNamesTheFieldAndWhatIsWrong(
      String field, String saying, Consumer<SessionProto.Desired.Builder> breakage) {
    SessionProto.Desired.Builder desired = good();
    breakage.accept(desired);
    WireException error =
        catchThrowableOfType(
            WireException.class, () -> DesiredWire.decode(new Field("desired"), desired.build()));
    assertThat(error).isNotNull();
    assertThat(error.field()).isEqualTo(field);
    assertThat(error).message().startsWith(field + ": ").contains(saying);
    assertThat(error.toString()).hasSizeLessThan(500);
  }
}

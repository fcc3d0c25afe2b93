package io.lvsfleet.wire;

import com.google.protobuf.ByteString;
import io.lvsfleet.model.ClientTls;
import io.lvsfleet.model.ClientTls.Trust;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.Octets;
import io.lvsfleet.model.Probe;
import io.lvsfleet.model.Protocol;
import io.lvsfleet.model.Target;
import io.lvsfleet.protocol.v1.ProbeProto;
import java.time.Duration;

/// What a check asks.
final class ProbeWire {

  private ProbeWire() {}

  static ProbeProto.Probe encode(Probe probe) {
    ProbeProto.Probe.Builder message = ProbeProto.Probe.newBuilder();
    switch (probe) {
      case Probe.Tcp tcp -> message.setTcp(encode(tcp));
      case Probe.Http http -> message.setHttp(HttpWire.encode(http));
      case Probe.Tls(Target target, ClientTls tls) ->
          message.getTlsBuilder().setTarget(encode(target)).setTls(encode(tls));
      case Probe.Icmp(Target target) -> message.getIcmpBuilder().setTarget(encode(target));
      case Probe.Udp udp ->
          message
              .getUdpBuilder()
              .setTarget(encode(udp.target()))
              .setPayload(encode(udp.payload()))
              .setExpected(encode(udp.expected()))
              .setMask(encode(udp.mask()))
              .setReplyRequired(udp.silence() == Probe.Udp.Silence.DOWN);
      case Probe.Script(String name, var arguments, Probe.Script.Exit exit) ->
          message
              .getScriptBuilder()
              .setName(name)
              .addAllArguments(arguments)
              .setDynamicWeight(exit == Probe.Script.Exit.DYNAMIC_WEIGHT);
      case Probe.NagiosPlugin(String name, var arguments, var warning) ->
          message
              .getNagiosPluginBuilder()
              .setName(name)
              .addAllArguments(arguments)
              .setWarningIsDown(warning == Probe.NagiosPlugin.Warning.DOWN);
      case Probe.FileContent(String path, var meaning) ->
          message.getFileBuilder().setPath(path).setMeaning(encode(meaning));
      case Probe.Listen(Protocol protocol, IpAddress address, int port) ->
          message
              .getListenBuilder()
              .setUdp(protocol == Protocol.UDP)
              .setAddress(address == null ? "" : address.toString())
              .setPort(port);
      case Probe.Mount(String path, String type, String source, var access) ->
          message
              .getMountBuilder()
              .setPath(path)
              .setType(type)
              .setSource(source)
              .setWrite(access == Probe.Mount.Access.WRITE);
      case Probe.Load(int idle, int busy, int least) ->
          message.getLoadBuilder().setIdlePercent(idle).setBusyPercent(busy).setLeastPercent(least);
    }
    return message.build();
  }

  static Probe decode(Field at, ProbeProto.Probe message) throws WireException {
    return switch (message.getKindCase()) {
      case TCP -> decode(at.child("tcp"), message.getTcp());
      case HTTP -> HttpWire.decode(at.child("http"), message.getHttp());
      case TLS -> {
        Field field = at.child("tls");
        yield new Probe.Tls(
            decode(field.child("target"), message.getTls().getTarget()),
            decode(field.child("tls"), message.getTls().getTls()));
      }
      case ICMP ->
          new Probe.Icmp(decode(at.child("icmp").child("target"), message.getIcmp().getTarget()));
      case UDP -> decode(at.child("udp"), message.getUdp());
      case SCRIPT -> decode(at.child("script"), message.getScript());
      case NAGIOS_PLUGIN -> decode(at.child("nagios_plugin"), message.getNagiosPlugin());
      case FILE -> decode(at.child("file"), message.getFile());
      case LISTEN -> decode(at.child("listen"), message.getListen());
      case MOUNT -> decode(at.child("mount"), message.getMount());
      case LOAD -> decode(at.child("load"), message.getLoad());
      case KIND_NOT_SET -> throw at.error("", "is missing or of a kind this version does not know");
    };
  }

  private static ProbeProto.Probe.Tcp encode(Probe.Tcp tcp) {
    ProbeProto.Probe.Tcp.Builder message =
        ProbeProto.Probe.Tcp.newBuilder()
            .setTarget(encode(tcp.target()))
            .setSend(encode(tcp.send()));
    ClientTls tls = tcp.tls();
    if (tls != null) {
      message.setTls(encode(tls));
    }
    switch (tcp.reply()) {
      case Probe.Reply.NotAwaited() -> {}
      case Probe.Reply.Contains(Octets octets) -> message.setContains(encode(octets));
      case Probe.Reply.Matches(String regex) -> message.setMatches(regex);
    }
    return message.build();
  }

  private static Probe decode(Field at, ProbeProto.Probe.Tcp message) throws WireException {
    Probe.Reply reply =
        switch (message.getReplyCase()) {
          case CONTAINS -> {
            Octets octets = decode(at.child("contains"), message.getContains());
            yield at.child("contains").read("", () -> new Probe.Reply.Contains(octets));
          }
          case MATCHES ->
              at.child("matches")
                  .read(message.getMatches(), () -> new Probe.Reply.Matches(message.getMatches()));
          case REPLY_NOT_SET -> new Probe.Reply.NotAwaited();
        };
    return new Probe.Tcp(
        decode(at.child("target"), message.getTarget()),
        message.hasTls() ? decode(at.child("tls"), message.getTls()) : null,
        decode(at.child("send"), message.getSend()),
        reply);
  }

  private static Probe decode(Field at, ProbeProto.Probe.Udp message) throws WireException {
    Target target = decode(at.child("target"), message.getTarget());
    Octets payload = decode(at.child("payload"), message.getPayload());
    Octets expected = decode(at.child("expected"), message.getExpected());
    Octets mask = decode(at.child("mask"), message.getMask());
    Probe.Udp.Silence silence =
        message.getReplyRequired() ? Probe.Udp.Silence.DOWN : Probe.Udp.Silence.UP;
    return at.read(expected, () -> new Probe.Udp(target, payload, expected, mask, silence));
  }

  private static Probe decode(Field at, ProbeProto.Probe.Script message) throws WireException {
    return at.read(
        message.getName(),
        () ->
            new Probe.Script(
                message.getName(),
                message.getArgumentsList(),
                message.getDynamicWeight()
                    ? Probe.Script.Exit.DYNAMIC_WEIGHT
                    : Probe.Script.Exit.UP_OR_DOWN));
  }

  private static Probe decode(Field at, ProbeProto.Probe.NagiosPlugin message)
      throws WireException {
    return at.read(
        message.getName(),
        () ->
            new Probe.NagiosPlugin(
                message.getName(),
                message.getArgumentsList(),
                message.getWarningIsDown()
                    ? Probe.NagiosPlugin.Warning.DOWN
                    : Probe.NagiosPlugin.Warning.UP));
  }

  private static ProbeProto.Probe.FileContent.Meaning encode(Probe.FileContent.Meaning meaning) {
    return switch (meaning) {
      case PRESENT -> ProbeProto.Probe.FileContent.Meaning.MEANING_PRESENT;
      case ABSENT -> ProbeProto.Probe.FileContent.Meaning.MEANING_ABSENT;
      case WEIGHT -> ProbeProto.Probe.FileContent.Meaning.MEANING_WEIGHT;
    };
  }

  private static Probe decode(Field at, ProbeProto.Probe.FileContent message) throws WireException {
    Probe.FileContent.Meaning meaning =
        switch (message.getMeaning()) {
          case MEANING_PRESENT -> Probe.FileContent.Meaning.PRESENT;
          case MEANING_ABSENT -> Probe.FileContent.Meaning.ABSENT;
          case MEANING_WEIGHT -> Probe.FileContent.Meaning.WEIGHT;
          case MEANING_UNSPECIFIED, UNRECOGNIZED ->
              throw at.child("meaning")
                  .error(message.getMeaning(), "is not a meaning this version knows");
        };
    return at.child("path")
        .read(message.getPath(), () -> new Probe.FileContent(message.getPath(), meaning));
  }

  private static Probe decode(Field at, ProbeProto.Probe.Listen message) throws WireException {
    IpAddress address = at.child("address").optionalAddress(message.getAddress());
    int port = at.child("port").port(message.getPort());
    return new Probe.Listen(message.getUdp() ? Protocol.UDP : Protocol.TCP, address, port);
  }

  private static Probe decode(Field at, ProbeProto.Probe.Mount message) throws WireException {
    return at.read(
        message.getPath(),
        () ->
            new Probe.Mount(
                message.getPath(),
                message.getType(),
                message.getSource(),
                message.getWrite() ? Probe.Mount.Access.WRITE : Probe.Mount.Access.READ));
  }

  private static Probe decode(Field at, ProbeProto.Probe.Load message) throws WireException {
    return at.read(
        message.getIdlePercent() + " " + message.getBusyPercent(),
        () ->
            new Probe.Load(
                message.getIdlePercent(), message.getBusyPercent(), message.getLeastPercent()));
  }

  static ProbeProto.Probe.Target encode(Target target) {
    IpAddress bindAddress = target.bindAddress();
    String bindInterface = target.bindInterface();
    return ProbeProto.Probe.Target.newBuilder()
        .setAddress(target.address().toString())
        .setPort(target.port())
        .setBindAddress(bindAddress == null ? "" : bindAddress.toString())
        .setBindInterface(bindInterface == null ? "" : bindInterface)
        .setMark((int) target.mark())
        .build();
  }

  static Target decode(Field at, ProbeProto.Probe.Target message) throws WireException {
    IpAddress address = at.child("address").address(message.getAddress());
    IpAddress bindAddress = at.child("bind_address").optionalAddress(message.getBindAddress());
    String bindInterface = message.getBindInterface().isEmpty() ? null : message.getBindInterface();
    return at.read(
        message.getPort() + " " + message.getBindInterface(),
        () ->
            new Target(
                address,
                message.getPort(),
                bindAddress,
                bindInterface,
                Integer.toUnsignedLong(message.getMark())));
  }

  static ProbeProto.Probe.ClientTls encode(ClientTls tls) {
    ProbeProto.Probe.ClientTls.Builder message =
        ProbeProto.Probe.ClientTls.newBuilder()
            .setServerName(tls.serverName())
            .setCertificate(tls.certificate())
            .setExpiryWarningMs(tls.expiryWarning().toMillis());
    switch (tls.trust()) {
      case Trust.Anybody() -> message.setTrust(ProbeProto.Probe.ClientTls.Trust.TRUST_ANYBODY);
      case Trust.System() -> message.setTrust(ProbeProto.Probe.ClientTls.Trust.TRUST_SYSTEM);
      case Trust.Authorities(String pem) ->
          message.setTrust(ProbeProto.Probe.ClientTls.Trust.TRUST_AUTHORITIES).setAuthorities(pem);
    }
    return message.build();
  }

  static ClientTls decode(Field at, ProbeProto.Probe.ClientTls message) throws WireException {
    Trust trust =
        switch (message.getTrust()) {
          case TRUST_ANYBODY -> new Trust.Anybody();
          case TRUST_SYSTEM -> new Trust.System();
          case TRUST_AUTHORITIES ->
              at.child("authorities")
                  .read(
                      message.getAuthorities(),
                      () -> new Trust.Authorities(message.getAuthorities()));
          case TRUST_UNSPECIFIED, UNRECOGNIZED ->
              throw at.child("trust").error(message.getTrust(), "is no trust this version knows");
        };
    Duration warning = at.child("expiry_warning_ms").millis(message.getExpiryWarningMs());
    return at.read(
        message.getServerName() + " " + message.getCertificate() + " " + warning,
        () -> new ClientTls(message.getServerName(), trust, message.getCertificate(), warning));
  }

  private static ByteString encode(Octets octets) {
    return ByteString.copyFrom(octets.bytes());
  }

  private static Octets decode(Field at, ByteString bytes) throws WireException {
    return at.read(bytes.size() + " bytes", () -> Octets.of(bytes.toByteArray()));
  }
}

package io.lvsfleet.controlplane.declared;

import static io.lvsfleet.controlplane.declared.OptionField.flag;
import static io.lvsfleet.controlplane.declared.OptionField.group;
import static io.lvsfleet.controlplane.declared.OptionField.groups;
import static io.lvsfleet.controlplane.declared.OptionField.named;
import static io.lvsfleet.controlplane.declared.OptionField.number;
import static io.lvsfleet.controlplane.declared.OptionField.oneOf;
import static io.lvsfleet.controlplane.declared.OptionField.text;
import static io.lvsfleet.controlplane.declared.OptionField.texts;
import static io.lvsfleet.controlplane.declared.OptionField.time;

import io.lvsfleet.model.HttpCheck;
import io.lvsfleet.model.Port;
import io.lvsfleet.model.Probe;
import java.util.ArrayList;
import java.util.List;

/// What a check asks, with the fields only it has.
public enum CheckType {
  TCP("tcp", Asks.A_PORT, Fields.tcp()),
  HTTP("http", Asks.A_PORT, Fields.http()),
  HTTPS("https", Asks.A_PORT, Fields.https()),
  ICMP("icmp", Asks.A_HOST, Fields.host()),
  UDP("udp", Asks.A_PORT, Fields.udp()),
  SCRIPT(
      "script", Asks.A_PROGRAM, List.of(text("name"), texts("arguments"), flag("dynamicWeight"))),
  NAGIOS_PLUGIN(
      "nagios-plugin",
      Asks.A_PROGRAM,
      List.of(text("name"), texts("arguments"), oneOf("warning", "up", "down"))),
  FILE("file", Asks.A_NODE, List.of(text("path"), oneOf("meaning", "present", "absent", "weight"))),
  LISTEN(
      "listen",
      Asks.ITS_OWN_NODE,
      List.of(oneOf("protocol", "tcp", "udp"), text("address"), number("port", 1, Port.MAX))),
  MOUNT(
      "mount",
      Asks.ITS_OWN_NODE,
      List.of(text("path"), text("fileSystem"), text("source"), oneOf("access", "read", "write"))),
  LOAD(
      "load",
      Asks.ITS_OWN_NODE,
      List.of(
          number("idle", 0, Probe.Load.MAX_PERCENT),
          number("busy", 1, Probe.Load.MAX_PERCENT),
          number("least", 0, 100)));

  /// Where the answer is found.
  public enum Asks {
    A_PORT,
    A_HOST,
    A_PROGRAM,
    /// Of whichever node asks.
    A_NODE,
    /// Of the real server's own node: nobody else can know.
    ITS_OWN_NODE
  }

  private static final class Fields {

    static List<OptionField> host() {
      return List.of(
          text("address"),
          text("bindAddress"),
          text("bindInterface"),
          number("mark", 0, 0xffff_ffffL));
    }

    static List<OptionField> port() {
      List<OptionField> fields = new ArrayList<>();
      fields.add(number("port", 1, Port.MAX));
      fields.addAll(host());
      return fields;
    }

    static OptionField tls() {
      return group(
          "tls",
          List.of(
              text("serverName"),
              oneOf("trust", "anybody", "system"),
              text("authorities"),
              text("certificate"),
              time("expiryWarning")));
    }

    static List<OptionField> tcp() {
      List<OptionField> fields = port();
      fields.add(tls());
      fields.add(text("send"));
      fields.add(group("expect", List.of(text("text"), text("body"))));
      return fields;
    }

    static List<OptionField> request() {
      return List.of(
          text("path"),
          oneOf("method", "GET", "HEAD", "OPTIONS"),
          text("virtualHost"),
          named("headers"),
          group(
              "expect",
              List.of(
                  texts("status"),
                  text("md5"),
                  text("sha256"),
                  text("body"),
                  number("maxBody", 0, HttpCheck.Expected.MAX_BODY))));
    }

    static List<OptionField> http() {
      List<OptionField> fields = port();
      fields.add(oneOf("version", "1.0", "1.1", "2"));
      fields.addAll(request());
      fields.add(groups("requests", request()));
      return fields;
    }

    static List<OptionField> https() {
      List<OptionField> fields = http();
      fields.add(tls());
      return fields;
    }

    static List<OptionField> udp() {
      List<OptionField> fields = port();
      fields.add(text("payload"));
      fields.add(text("reply"));
      fields.add(text("mask"));
      fields.add(oneOf("silence", "up", "down"));
      return fields;
    }
  }

  private final String word;
  private final Asks asks;

  @SuppressWarnings("ImmutableEnumChecker") // a List.copyOf
  private final List<OptionField> fields;

  CheckType(String word, Asks asks, List<OptionField> fields) {
    this.word = word;
    this.asks = asks;
    this.fields = List.copyOf(fields);
  }

  /// As in the document.
  public String word() {
    return word;
  }

  public Asks asks() {
    return asks;
  }

  public List<OptionField> fields() {
    return fields;
  }
}

package io.lvsfleet.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a check asks once.
///
/// Everything is bounded here, so that no document makes an agent read, keep or wait without end.
public sealed interface Probe {

  int MAX_ARGUMENTS = 32;
  int MAX_ARGUMENT = 1024;

  /// A TCP connection is established; perhaps something is sent and something comes back.
  ///
  /// @param tls null for none
  /// @param send first; nothing when empty
  /// @param reply what has to come
  record Tcp(Target target, @Nullable ClientTls tls, Octets send, Reply reply) implements Probe {
    public static Tcp connect(Target target) {
      return new Tcp(target, null, Octets.NONE, new Reply.NotAwaited());
    }
  }

  /// What has to come back on a connection, within the first 64 KiB.
  sealed interface Reply {
    record NotAwaited() implements Reply {}

    record Contains(Octets octets) implements Reply {
      public Contains {
        if (octets.isEmpty()) {
          throw new IllegalArgumentException("an empty reply expects nothing");
        }
      }
    }

    /// @param regex found in what came, whose bytes are read as ISO 8859-1
    record Matches(String regex) implements Reply {
      public Matches {
        Expression.require(regex);
      }
    }
  }

  /// URLs are fetched one after the other, each on a connection of its own, all within one timeout.
  ///
  /// @param tls null for plain HTTP
  record Http(
      Target target,
      @Nullable ClientTls tls,
      HttpCheck.Version version,
      List<HttpCheck.Request> requests)
      implements Probe {

    public static final int MAX_REQUESTS = 16;

    public Http {
      if (requests.isEmpty() || requests.size() > MAX_REQUESTS) {
        throw new IllegalArgumentException("a check has 1 to 16 requests, not " + requests.size());
      }
      requests = List.copyOf(requests);
      if (version == HttpCheck.Version.HTTP_2 && tls == null) {
        throw new IllegalArgumentException("HTTP/2 is spoken over TLS");
      }
    }

    public static Http get(Target target, String path) {
      return new Http(
          target, null, HttpCheck.Version.HTTP_1_1, List.of(HttpCheck.Request.get(path)));
    }
  }

  /// A TLS handshake succeeds.
  record Tls(Target target, ClientTls tls) implements Probe {}

  /// An echo request (RFC 792, RFC 4443) is answered. The target's port means nothing.
  record Icmp(Target target) implements Probe {}

  /// A datagram is sent. An ICMP error that comes back is a failure at once.
  ///
  /// @param expected the reply begins with this
  /// @param mask of those bytes: bits that are 0 are not compared; empty compares all
  record Udp(Target target, Octets payload, Octets expected, Octets mask, Silence silence)
      implements Probe {

    /// Nothing came back until the timeout.
    public enum Silence {
      /// Good enough: nobody said that there is no such port.
      UP,
      DOWN
    }

    public Udp {
      if (!mask.isEmpty() && mask.length() != expected.length()) {
        throw new IllegalArgumentException("a mask is as long as what it masks");
      }
      if (!expected.isEmpty() && silence == Silence.UP) {
        throw new IllegalArgumentException("silence is not the reply that is expected");
      }
    }
  }

  /// A program of the node's script directory ends with 0 (up) or not. Its environment is empty but
  /// for PATH.
  record Script(String name, List<String> arguments, Exit exit) implements Probe {

    /// What the exit status means.
    public enum Exit {
      /// 0 is up, everything else is down.
      UP_OR_DOWN,
      /// keepalived's `misc_dynamic`: 0 leaves the weight alone, 1 is down, 2 to 255 is up with
      /// that weight minus 2.
      DYNAMIC_WEIGHT
    }

    public Script {
      FileName.require(name);
      arguments = requireArguments(arguments);
    }
  }

  /// A monitoring plugin of the node's plugin directory ends with 0 (OK), 1 (WARNING), 2 (CRITICAL)
  /// or 3 (UNKNOWN).
  record NagiosPlugin(String name, List<String> arguments, Warning warning) implements Probe {

    /// How a WARNING counts.
    public enum Warning {
      UP,
      DOWN
    }

    public NagiosPlugin {
      FileName.require(name);
      arguments = requireArguments(arguments);
    }
  }

  /// A file on the node says it.
  record FileContent(String path, Meaning meaning) implements Probe {
    public enum Meaning {
      /// Up while it exists.
      PRESENT,
      /// Up while it does not: a maintenance file.
      ABSENT,
      /// Its first line is the weight, 0 to 65535. Down while it is missing or no number.
      WEIGHT
    }

    public FileContent {
      FileName.requirePath(path);
    }
  }

  /// A socket of the node is there to be connected to.
  ///
  /// @param protocol TCP or UDP
  /// @param address it is bound to, or to any; null for whatever address
  record Listen(Protocol protocol, @Nullable IpAddress address, int port) implements Probe {
    public Listen {
      if (protocol == Protocol.SCTP) {
        throw new IllegalArgumentException("listeners are looked for in TCP and UDP");
      }
      Port.require(port);
    }
  }

  /// Shared storage is mounted and answers in time.
  ///
  /// @param type of the file system, as in `/proc/self/mounts`; empty for any
  /// @param source what is mounted, as there; empty for any
  record Mount(String path, String type, String source, Access access) implements Probe {

    /// What has to work on it.
    public enum Access {
      READ,
      /// A file is written, read back and removed.
      WRITE
    }

    public static final int MAX_TYPE = 64;
    public static final int MAX_SOURCE = 1024;

    public Mount {
      FileName.requirePath(path);
      if (type.length() > MAX_TYPE || source.length() > MAX_SOURCE) {
        throw new IllegalArgumentException(
            "a file system's type has at most 64 and its source at most 1024 characters");
      }
    }
  }

  /// The node's load becomes a share of the configured weight, as Piranha's `ruptime` did. Always
  /// up.
  ///
  /// The load is the average of one minute (`/proc/loadavg`) per processor, in percent: 100 means
  /// that every processor has one task to run.
  ///
  /// @param idlePercent up to this load the whole weight
  /// @param busyPercent from this load on the least; in between proportionally
  /// @param leastPercent of the weight, at least 0
  record Load(int idlePercent, int busyPercent, int leastPercent) implements Probe {

    public static final int MAX_PERCENT = 10_000;

    public Load {
      if (idlePercent < 0 || busyPercent <= idlePercent || busyPercent > MAX_PERCENT) {
        throw new IllegalArgumentException(
            "a load needs 0 <= idle < busy <= 10000, not " + idlePercent + " and " + busyPercent);
      }
      if (leastPercent < 0 || leastPercent > 100) {
        throw new IllegalArgumentException("the least is 0 to 100, not " + leastPercent);
      }
    }
  }

  private static List<String> requireArguments(List<String> arguments) {
    if (arguments.size() > MAX_ARGUMENTS) {
      throw new IllegalArgumentException("a program gets at most 32 arguments");
    }
    for (String argument : arguments) {
      if (argument.length() > MAX_ARGUMENT || argument.indexOf('\0') >= 0) {
        throw new IllegalArgumentException(
            "an argument has at most 1024 characters, and no zero byte");
      }
    }
    return List.copyOf(arguments);
  }
}

package io.lvsfleet.model;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.regex.Pattern;

/// The parts of an HTTP probe.
public final class HttpCheck {

  private HttpCheck() {}

  public enum Version {
    HTTP_1_0("1.0"),
    HTTP_1_1("1.1"),
    /// Over TLS only (ALPN).
    HTTP_2("2");

    private final String text;

    Version(String text) {
      this.text = text;
    }

    /// `1.0`, `1.1` or `2`.
    public String text() {
      return text;
    }
  }

  public enum Method {
    GET,
    HEAD,
    OPTIONS
  }

  /// One URL. Redirects are answers, not followed.
  ///
  /// @param path with its query, as it is sent
  /// @param virtualHost the Host header as it is sent; empty: address and port of the target
  /// @param headers more of them, as they are sent
  public record Request(
      Method method,
      String path,
      String virtualHost,
      SortedMap<String, String> headers,
      Expected expected) {

    public static final int MAX_PATH = 2048;
    public static final int MAX_HEADERS = 32;

    /// All of them together: a whole request fits into any socket's buffer.
    public static final int MAX_HEADER_TEXT = 4096;

    /// RFC 9112 section 3.2.1: nothing that could end the request line.
    private static final Pattern PATH = Pattern.compile("/[!-~]*");

    private static final Pattern HOST = Pattern.compile("[!-~&&[^/@?#\\\\]]{0,255}");

    /// RFC 9110 section 5.6.2.
    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,64}");

    private static final Pattern VALUE = Pattern.compile("([!-~\\x80-\\xff][\\t -~\\x80-\\xff]*)?");

    /// What the probe writes itself: a second one could make two requests of one.
    private static final List<String> OWN =
        List.of("host", "connection", "content-length", "transfer-encoding", "te", "upgrade");

    public Request {
      if (path.length() > MAX_PATH || !PATH.matcher(path).matches()) {
        throw new IllegalArgumentException(
            "a path begins with / and has at most 2048 printable ASCII characters");
      }
      if (!HOST.matcher(virtualHost).matches()) {
        throw new IllegalArgumentException("\"" + virtualHost + "\" is not a host");
      }
      if (headers.size() > MAX_HEADERS) {
        throw new IllegalArgumentException("a request has at most 32 headers of its own");
      }
      headers.forEach(Request::requireHeader);
      int text = headers.entrySet().stream().mapToInt(Request::length).sum();
      if (text > MAX_HEADER_TEXT) {
        throw new IllegalArgumentException("headers have at most 4096 characters together");
      }
      headers = Sorted.map(headers);
    }

    private static void requireHeader(String name, String value) {
      if (!TOKEN.matcher(name).matches() || OWN.contains(name.toLowerCase(Locale.ROOT))) {
        throw new IllegalArgumentException("\"" + name + "\" is not a header a check may set");
      }
      if (!VALUE.matcher(value).matches()) {
        throw new IllegalArgumentException("the value of the header " + name + " is not allowed");
      }
    }

    private static int length(Map.Entry<String, String> header) {
      return header.getKey().length() + header.getValue().length() + 4;
    }

    public static Request get(String path) {
      return new Request(Method.GET, path, "", Sorted.map(), Expected.SUCCESS);
    }

    public Request withVirtualHost(String host) {
      return new Request(method, path, host, headers, expected);
    }

    public Request expecting(Expected other) {
      return new Request(method, path, virtualHost, headers, other);
    }
  }

  /// What a good answer is: everything that is given.
  ///
  /// @param statuses any of these
  /// @param md5 of the body as `genhash` computes it, 32 hexadecimal digits; empty for any
  /// @param sha256 of the body, 64 hexadecimal digits; empty for any
  /// @param bodyPattern a regular expression (`java.util.regex`) found in the body, whose bytes are
  ///   read as ISO 8859-1; empty for any
  /// @param maxBody a longer body is a failure, so that nobody reads without end; 0: only the head
  ///   of the answer is read
  public record Expected(
      List<Statuses> statuses, String md5, String sha256, String bodyPattern, int maxBody) {

    public static final int MAX_STATUSES = 32;
    public static final int DEFAULT_MAX_BODY = 1 << 20;
    public static final int MAX_BODY = 64 << 20;
    public static final int MAX_SEARCHED = 1 << 20;

    // Before SUCCESS, whose constructor uses them.
    private static final Pattern MD5 = Pattern.compile("([0-9a-f]{32})?");
    private static final Pattern SHA256 = Pattern.compile("([0-9a-f]{64})?");

    /// Any 2xx.
    public static final Expected SUCCESS =
        new Expected(List.of(new Statuses(200, 299)), "", "", "", DEFAULT_MAX_BODY);

    public Expected {
      if (statuses.isEmpty() || statuses.size() > MAX_STATUSES) {
        throw new IllegalArgumentException("1 to 32 ranges of statuses are expected");
      }
      statuses = List.copyOf(statuses);
      if (!MD5.matcher(md5).matches() || !SHA256.matcher(sha256).matches()) {
        throw new IllegalArgumentException(
            "an MD5 digest has 32 and a SHA-256 digest 64 lower-case hexadecimal digits");
      }
      Expression.requireOrEmpty(bodyPattern);
      if (maxBody < 0 || maxBody > MAX_BODY) {
        throw new IllegalArgumentException("a body is limited to 0 to 64 MiB, not " + maxBody);
      }
      if (maxBody == 0 && !(md5 + sha256 + bodyPattern).isEmpty()) {
        throw new IllegalArgumentException("a body that is not read cannot be compared");
      }
      if (maxBody > MAX_SEARCHED && !bodyPattern.isEmpty()) {
        throw new IllegalArgumentException("an expression is searched in at most 1 MiB");
      }
    }

    public static Expected status(int status) {
      return new Expected(List.of(new Statuses(status, status)), "", "", "", DEFAULT_MAX_BODY);
    }

    public Expected withMd5(String digest) {
      return new Expected(statuses, digest, sha256, bodyPattern, maxBody);
    }

    public boolean accepts(int status) {
      return statuses.stream().anyMatch(range -> range.contains(status));
    }
  }

  /// Status codes, both ends included.
  public record Statuses(int first, int last) {
    public Statuses {
      if (first < 100 || last > 599 || first > last) {
        throw new IllegalArgumentException(
            "a range of statuses lies within 100 to 599, not " + first + "-" + last);
      }
    }

    public boolean contains(int status) {
      return first <= status && status <= last;
    }

    @Override
    public String toString() {
      return first == last ? Integer.toString(first) : first + "-" + last;
    }
  }
}

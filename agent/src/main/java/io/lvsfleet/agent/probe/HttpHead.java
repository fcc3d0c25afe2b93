package io.lvsfleet.agent.probe;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.lvsfleet.agent.probe.Failures.UnexpectedAnswer;
import io.lvsfleet.model.HttpCheck.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The head of an HTTP/1 response (RFC 9112), read strictly: what two readers could understand in
/// two ways is refused.
///
/// @param reason as the server words it
/// @param headers names in lower case
record HttpHead(String version, int status, String reason, List<Header> headers) {

  /// RFC 9112 section 4. Some servers leave out the blank after the status.
  private static final Pattern STATUS_LINE =
      Pattern.compile("HTTP/(1\\.[01]) ([1-5][0-9][0-9])(?: ([\\t -~\\x80-\\xff]*))?");

  private static final Pattern HEADER =
      Pattern.compile("([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \\t]*([\\t -~\\x80-\\xff]*?)[ \\t]*");

  private static final Pattern LENGTH = Pattern.compile("[0-9]{1,18}");

  record Header(String name, String value) {}

  /// How the body is delimited (RFC 9112 section 6.3).
  sealed interface Framing {
    record Length(long bytes) implements Framing {}

    record Chunked() implements Framing {}

    record UntilClose() implements Framing {}
  }

  /// @param head everything before the empty line, without it
  static HttpHead parse(byte[] head, int length) throws UnexpectedAnswer {
    String[] lines = new String(head, 0, length, ISO_8859_1).split("\r\n", -1);
    Matcher status = STATUS_LINE.matcher(lines[0]);
    if (!status.matches()) {
      throw new UnexpectedAnswer("not HTTP: \"" + Failures.clip(start(lines[0])) + "\"");
    }
    List<Header> headers = new ArrayList<>(lines.length);
    for (int i = 1; i < lines.length; i++) {
      Matcher header = HEADER.matcher(lines[i]);
      if (!header.matches()) {
        throw new UnexpectedAnswer("a broken header: \"" + Failures.clip(start(lines[i])) + "\"");
      }
      headers.add(new Header(header.group(1).toLowerCase(Locale.ROOT), header.group(2)));
    }
    String reason = status.group(3);
    return new HttpHead(
        status.group(1),
        Integer.parseInt(status.group(2)),
        reason == null ? "" : reason,
        List.copyOf(headers));
  }

  Framing framing(Method method) throws UnexpectedAnswer {
    if (method == Method.HEAD || status == 204 || status == 304) {
      return new Framing.Length(0);
    }
    List<String> codings = values("transfer-encoding");
    List<String> lengths = values("content-length");
    if (!codings.isEmpty()) {
      if (codings.size() > 1 || !codings.getFirst().equalsIgnoreCase("chunked")) {
        throw new UnexpectedAnswer("transfer coding " + Failures.clip(codings.toString()));
      }
      if (!lengths.isEmpty() || version.equals("1.0")) {
        throw new UnexpectedAnswer("a transfer coding beside a length, or in HTTP/1.0");
      }
      return new Framing.Chunked();
    }
    if (lengths.isEmpty()) {
      return new Framing.UntilClose();
    }
    String value = lengths.getFirst();
    if (!LENGTH.matcher(value).matches() || lengths.stream().anyMatch(l -> !l.equals(value))) {
      throw new UnexpectedAnswer("content length " + Failures.clip(lengths.toString()));
    }
    return new Framing.Length(Long.parseLong(value));
  }

  private List<String> values(String name) {
    return headers.stream().filter(h -> h.name().equals(name)).map(Header::value).toList();
  }

  /// `503 Service Unavailable`.
  String describe() {
    return Failures.clip(reason.isEmpty() ? Integer.toString(status) : status + " " + reason);
  }

  private static String start(String line) {
    return line.length() <= 40 ? line : line.substring(0, 40) + "…";
  }
}

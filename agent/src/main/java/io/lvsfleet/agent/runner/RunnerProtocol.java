package io.lvsfleet.agent.runner;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// One request and one answer per connection. Each is a frame: its length in four bytes, and so
/// many more, of which the first is the version. Numbers are in network order; a text is its length
/// in UTF-8 and those bytes.
final class RunnerProtocol {

  private static final byte VERSION = 1;

  /// 32 arguments of 4096 characters of at most 3 bytes would be more; nobody needs that.
  static final int MAX_REQUEST = 128 * 1024;

  /// Output and errors; a byte that is no UTF-8 becomes three.
  static final int MAX_ANSWER = 512 * 1024;

  private static final int SCRIPTS = 0;
  private static final int PLUGINS = 1;

  private static final int EXITED = 0;
  private static final int SIGNALLED = 1;
  private static final int TIMED_OUT = 2;
  private static final int REFUSED = 3;

  private RunnerProtocol() {}

  private interface Writer {
    void write(DataOutputStream out) throws IOException;
  }

  static byte[] encode(RunRequest request) {
    return frame(out -> {
      out.writeByte(
          switch (request.place()) {
            case SCRIPTS -> SCRIPTS;
            case PLUGINS -> PLUGINS;
          });
      out.writeLong(request.timeout().toMillis());
      out.writeInt(request.outputLimit());
      text(out, request.name());
      out.writeInt(request.arguments().size());
      for (String argument : request.arguments()) {
        text(out, argument);
      }
    });
  }

  static byte[] encode(RunResult result) {
    return frame(out -> {
      switch (result) {
        case RunResult.Exited(int status, RunResult.Output output) ->
            outcome(out, EXITED, status, output);
        case RunResult.Signalled(int signal, RunResult.Output output) ->
            outcome(out, SIGNALLED, signal, output);
        case RunResult.TimedOut(RunResult.Output output) -> outcome(out, TIMED_OUT, 0, output);
        case RunResult.Refused(String reason) -> {
          out.writeByte(REFUSED);
          text(out, reason);
        }
      }
    });
  }

  private static void outcome(DataOutputStream out, int kind, int value, RunResult.Output output)
      throws IOException {
    out.writeByte(kind);
    out.writeInt(value);
    text(out, output.text());
    out.writeBoolean(output.cut());
    text(out, output.errors());
    out.writeLong(output.took().toNanos());
  }

  /// @throws IOException when it is none
  static RunRequest request(byte[] body) throws IOException {
    try (DataInputStream in = body(body)) {
      int number = in.readUnsignedByte();
      RunRequest.Place place =
          switch (number) {
            case SCRIPTS -> RunRequest.Place.SCRIPTS;
            case PLUGINS -> RunRequest.Place.PLUGINS;
            default -> throw new IOException("there is no place " + number);
          };
      Duration timeout = Duration.ofMillis(in.readLong());
      int limit = in.readInt();
      String name = text(in);
      int count = in.readInt();
      if (count < 0 || count > RunRequest.MAX_ARGUMENTS) {
        throw new IOException(count + " arguments");
      }
      List<String> arguments = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        arguments.add(text(in));
      }
      end(in);
      return new RunRequest(place, name, arguments, timeout, limit);
    } catch (IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  /// @throws IOException when it is none
  static RunResult result(byte[] body) throws IOException {
    try (DataInputStream in = body(body)) {
      int kind = in.readUnsignedByte();
      RunResult result =
          switch (kind) {
            case EXITED -> new RunResult.Exited(in.readInt(), output(in));
            case SIGNALLED -> new RunResult.Signalled(in.readInt(), output(in));
            case TIMED_OUT -> {
              in.readInt();
              yield new RunResult.TimedOut(output(in));
            }
            case REFUSED -> new RunResult.Refused(text(in));
            default -> throw new IOException("there is no answer " + kind);
          };
      end(in);
      return result;
    }
  }

  private static RunResult.Output output(DataInputStream in) throws IOException {
    return new RunResult.Output(
        text(in), in.readBoolean(), text(in), Duration.ofNanos(in.readLong()));
  }

  private static byte[] frame(Writer writer) {
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      DataOutputStream out = new DataOutputStream(bytes);
      out.writeInt(0);
      out.writeByte(VERSION);
      writer.write(out);
      byte[] whole = bytes.toByteArray();
      ByteBuffer.wrap(whole).putInt(whole.length - Integer.BYTES);
      return whole;
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory does not fail
    }
  }

  private static DataInputStream body(byte[] body) throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(body));
    int version = in.readUnsignedByte();
    if (version != VERSION) {
      throw new IOException("version " + version + " is not spoken here");
    }
    return in;
  }

  private static void text(DataOutputStream out, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static String text(DataInputStream in) throws IOException {
    int length = in.readInt();
    if (length < 0 || length > in.available()) {
      throw new IOException("a text of " + length + " bytes with " + in.available() + " left");
    }
    return new String(in.readNBytes(length), StandardCharsets.UTF_8);
  }

  private static void end(DataInputStream in) throws IOException {
    if (in.available() > 0) {
      throw new IOException(in.available() + " bytes too many");
    }
  }

  /// The body of the next frame.
  static byte[] read(ReadableByteChannel channel, int longest) throws IOException {
    int length = fill(channel, ByteBuffer.allocate(Integer.BYTES)).getInt();
    if (length < 1 || length > longest) {
      throw new IOException("a message of " + length + " bytes");
    }
    return fill(channel, ByteBuffer.allocate(length)).array();
  }

  private static ByteBuffer fill(ReadableByteChannel channel, ByteBuffer buffer)
      throws IOException {
    while (buffer.hasRemaining()) {
      if (channel.read(buffer) < 0) {
        throw new IOException("the other side broke off");
      }
    }
    return buffer.flip();
  }

  static void write(WritableByteChannel channel, byte[] frame) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(frame);
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
  }
}

package io.lvsfleet.agent.probe;

import io.lvsfleet.agent.probe.Failures.LocalFailure;
import io.lvsfleet.agent.probe.Failures.UnexpectedAnswer;
import io.lvsfleet.model.HttpCheck.Expected;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/// The body of an answer on its way: counted, digested, and kept only where an expression is
/// searched in it.
///
/// `genhash` computes MD5 over the body alone, as it comes: [#md5] is the same.
final class Body implements Http1.Sink, AutoCloseable {

  /// What all bodies that are kept at a time may take, in KiB: a thousand servers that send without
  /// end must not take the memory of the rest.
  static final int MAX_KEPT_KIB = 24 * 1024;

  private static final Semaphore KEPT_KIB = new Semaphore(MAX_KEPT_KIB);
  private static final int STEP_KIB = 16;

  private final int limit;
  private final @Nullable MessageDigest md5;
  private final @Nullable MessageDigest sha256;
  private final @Nullable Received kept;
  private int taken;
  private long length;

  private Body(int limit, boolean withMd5, boolean withSha256, boolean keeping) {
    this.limit = limit;
    this.md5 = withMd5 ? digest("MD5") : null;
    this.sha256 = withSha256 ? digest("SHA-256") : null;
    this.kept = keeping ? new Received(limit) : null;
  }

  static Body of(Expected expected) {
    return new Body(
        expected.maxBody(),
        !expected.md5().isEmpty(),
        !expected.sha256().isEmpty(),
        !expected.bodyPattern().isEmpty());
  }

  /// Digests everything, keeps nothing.
  static Body digesting(int limit) {
    return new Body(limit, true, true, false);
  }

  private static MessageDigest digest(String algorithm) {
    try {
      return MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every platform has these two
    }
  }

  @Override
  public void take(byte[] bytes, int from, int count) throws IOException {
    length += count;
    if (length > limit) {
      throw new UnexpectedAnswer("a body of more than " + limit + " bytes");
    }
    if (md5 != null) {
      md5.update(bytes, from, count);
    }
    if (sha256 != null) {
      sha256.update(bytes, from, count);
    }
    if (kept != null) {
      // Twice, because the array doubles.
      while (taken * 1024L < 2 * length) {
        if (!KEPT_KIB.tryAcquire(STEP_KIB)) {
          throw new LocalFailure("too many bodies are searched at a time");
        }
        taken += STEP_KIB;
      }
      kept.add(bytes, from, count);
    }
  }

  long length() {
    return length;
  }

  /// Once, after the last byte.
  String md5() {
    return hex(md5);
  }

  /// Once, after the last byte.
  String sha256() {
    return hex(sha256);
  }

  private static String hex(@Nullable MessageDigest digest) {
    return digest == null ? "" : HexFormat.of().formatHex(digest.digest());
  }

  boolean matches(String regex, Deadline deadline) throws IOException {
    return kept != null && kept.matches(regex, deadline);
  }

  /// Gives back the memory.
  @Override
  public void close() {
    KEPT_KIB.release(taken);
    taken = 0;
  }
}

package io.lvsfleet.agent.runner;

import static java.lang.System.Logger.Level.WARNING;

import io.lvsfleet.agent.sys.Child;
import io.lvsfleet.agent.sys.Processes;
import io.lvsfleet.agent.sys.SystemCallException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/// What programs leave behind outside their process groups: daemons. Their parents gone, they are
/// this process's children, and are ended once the program they came from has ended.
///
/// Which program that is says the mark in their environment. Who has wiped it off is ended at once.
final class Strays {

  private static final System.Logger LOG = System.getLogger(Strays.class.getName());

  static final String MARK = "LVS_RUN=";

  /// A stray's children are strays only after it: so often it is looked again before everything is
  /// ended. Who forks faster than that is a fork bomb.
  private static final int PASSES = 20;

  private static final long PAUSE_MILLIS = 5;

  private final Path proc = Path.of("/proc");
  private final String self = Long.toString(ProcessHandle.current().pid());

  /// Starts hold it for reading: whoever holds it for writing sees no child that is not in the
  /// books yet.
  private final ReadWriteLock books = new ReentrantReadWriteLock();

  private final Set<Integer> children = ConcurrentHashMap.newKeySet();
  private final Set<String> marks = ConcurrentHashMap.newKeySet();
  private final AtomicInteger massacres = new AtomicInteger();

  /// What is done against who multiplies faster than it can be ended.
  interface Emergency {
    void endEverything() throws SystemCallException;
  }

  private final Emergency emergency;

  Strays(Emergency emergency) {
    this.emergency = emergency;
  }

  interface Start {
    Child start() throws SystemCallException;
  }

  Child start(String mark, Start start) throws SystemCallException {
    books.readLock().lock();
    try {
      marks.add(mark);
      Child child = start.start();
      children.add(child.pid());
      return child;
    } catch (SystemCallException e) {
      marks.remove(mark);
      throw e;
    } finally {
      books.readLock().unlock();
    }
  }

  void ended(String mark, Child child) {
    children.remove(child.pid());
    marks.remove(mark);
  }

  /// How often everything had to be ended: what ran meanwhile ended by no fault of its own.
  int massacres() {
    return massacres.get();
  }

  /// Ends those whose program has ended, and theirs.
  void sweep() throws InterruptedException {
    try {
      for (int pass = 0; pass < PASSES; pass++) {
        if (!sweepOnce()) {
          return;
        }
        Thread.sleep(PAUSE_MILLIS);
      }
      LOG.log(WARNING, "something multiplies faster than it can be ended: everything is ended");
      massacres.incrementAndGet();
      emergency.endEverything();
      Thread.sleep(PAUSE_MILLIS);
      sweepOnce();
    } catch (IOException | SystemCallException e) {
      LOG.log(WARNING, "what programs left behind stays: {0}", e.getMessage());
    }
  }

  /// @return whether there was one that lived
  private boolean sweepOnce() throws IOException, SystemCallException {
    List<Integer> suspects = new ArrayList<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(proc, "[0-9]*")) {
      for (Path process : all) {
        if (isMine(process)) {
          suspects.add(Integer.parseInt(process.getFileName().toString()));
        }
      }
    }
    if (children.containsAll(suspects)) {
      return false;
    }
    boolean lived = false;
    books.writeLock().lock();
    try {
      for (int pid : suspects) {
        Path process = proc.resolve(Integer.toString(pid));
        // A child that is not waited for keeps its number: this is still the same one.
        if (!children.contains(pid)
            && isMine(process)
            && !Processes.reap(pid)
            && !belongs(process)) {
          Processes.kill(pid);
          lived = true;
        }
      }
    } finally {
      books.writeLock().unlock();
    }
    return lived;
  }

  /// `/proc/PID/stat` (proc_pid_stat(5)): the name, which may have any character, is in brackets;
  /// behind it state and parent.
  private boolean isMine(Path process) {
    try {
      String stat = Files.readString(process.resolve("stat"), StandardCharsets.ISO_8859_1);
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", 3);
      return fields[1].equals(self);
    } catch (IOException _) {
      return false; // it is gone
    }
  }

  private boolean belongs(Path process) {
    try {
      String environment =
          Files.readString(process.resolve("environ"), StandardCharsets.ISO_8859_1);
      return Arrays.stream(environment.split("\0"))
          .anyMatch(variable ->
              variable.startsWith(MARK) && marks.contains(variable.substring(MARK.length())));
    } catch (IOException _) {
      return false; // it hides, or is gone
    }
  }
}

package io.lvsfleet.controlplane.database;

import io.lvsfleet.controlplane.state.StateFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.List;

/// The files of a PostgreSQL: a "database cluster" in PostgreSQL's words.
///
/// @param state the state directory
/// @param directory `postgresql` in it: `data`, `log`, `password`, `port`
record PostgresCluster(Path state, Path directory, PostgresBinaries binaries, RunAs runAs) {

  static final String USER = "lvsfleet";
  static final String DATABASE = "lvsfleet";

  private static final Duration INITDB_TIMEOUT = Duration.ofMinutes(2);
  private static final int PASSWORD_BYTES = 24;

  Path data() {
    return directory.resolve("data");
  }

  Path log() {
    return directory.resolve("log");
  }

  /// @return whether it was absent
  boolean createIfAbsent() throws IOException {
    StateFiles.privateDirectory(log());
    runAs.adapt(log(), state);
    if (Files.exists(data())) {
      requireSameMajorVersion();
      return false;
    }
    Path creating = directory.resolve("data.creating");
    StateFiles.deleteTree(creating);
    StateFiles.privateDirectory(creating);
    if (!Files.exists(passwordFile())) {
      byte[] random = new byte[PASSWORD_BYTES];
      new SecureRandom().nextBytes(random);
      StateFiles.writePrivately(
          passwordFile(), Base64.getUrlEncoder().withoutPadding().encodeToString(random) + "\n");
    }
    initialize(creating);
    Files.writeString(
        creating.resolve("pg_hba.conf"), PostgresConfiguration.HOST_BASED_AUTHENTICATION);
    Files.writeString(
        creating.resolve("postgresql.conf"),
        PostgresConfiguration.INCLUDE,
        StandardOpenOption.APPEND);
    StateFiles.moveDurably(creating, data());
    return true;
  }

  /// The settings of this program's version; read by the server when it starts.
  void writeSettings() throws IOException {
    StateFiles.writePrivately(
        data().resolve(PostgresConfiguration.FILE), PostgresConfiguration.settings());
    runAs.adapt(data().resolve(PostgresConfiguration.FILE), state);
  }

  DatabaseAccess access(int port) throws IOException {
    return access(port, DATABASE);
  }

  DatabaseAccess access(int port, String database) throws IOException {
    if (!Files.exists(passwordFile())) {
      throw new DatabaseException(
          "%s: missing, but %s was made with it; put it back from a backup"
              .formatted(passwordFile(), data()));
    }
    // The connection stays on the loopback interface, so asking for encryption first is waste.
    String url =
        "jdbc:postgresql://127.0.0.1:%d/%s?sslmode=disable&gssEncMode=disable"
            .formatted(port, database);
    return new DatabaseAccess(url, USER, Files.readString(passwordFile()).strip());
  }

  Path portFile() {
    return directory.resolve("port");
  }

  private Path passwordFile() {
    return directory.resolve("password");
  }

  private void requireSameMajorVersion() throws IOException {
    Path file = data().resolve("PG_VERSION");
    String found = Files.exists(file) ? Files.readString(file).strip() : "unknown";
    if (!found.equals(binaries.majorVersion())) {
      throw new DatabaseException(
          ("%s: made by PostgreSQL %s, this program brings PostgreSQL %s; dump it with the program"
                  + " that made it and load the dump into a new state directory")
              .formatted(data(), found, binaries.majorVersion()));
    }
  }

  private void initialize(Path creating) throws IOException {
    Path passwordCopy = creating.resolveSibling("password.initdb");
    try {
      // initdb may run as another account, which must not own the file we keep.
      StateFiles.writePrivately(passwordCopy, Files.readString(passwordFile()));
      runAs.adapt(passwordCopy, state);
      runAs.adapt(creating, state);
      Command.Result result =
          Command.run(
              runAs.command(
                  List.of(
                      binaries.program("initdb"),
                      "--pgdata=" + creating,
                      "--username=" + USER,
                      "--pwfile=" + passwordCopy,
                      "--auth=scram-sha-256",
                      "--encoding=UTF8",
                      // Sorts and folds the same on every host, whatever its C library.
                      "--locale-provider=builtin",
                      "--builtin-locale=C.UTF-8",
                      "--locale=C",
                      "--data-checksums")),
              INITDB_TIMEOUT);
      if (!result.succeeded()) {
        throw new DatabaseException("%s: initdb failed: %s".formatted(creating, result.output()));
      }
    } finally {
      Files.deleteIfExists(passwordCopy);
    }
    runAs.adapt(creating, state);
  }
}

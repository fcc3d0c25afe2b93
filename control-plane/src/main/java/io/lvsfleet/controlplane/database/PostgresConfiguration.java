package io.lvsfleet.controlplane.database;

/// Our settings. `ALTER SYSTEM` still wins over them, for an operator who knows better.
final class PostgresConfiguration {

  static final String FILE = "lvs-fleet.conf";

  /// Connections of one control plane's pool, of its listener, of an operator and of a backup.
  private static final int MAX_CONNECTIONS = 60;

  /// Only this machine, only with the password.
  static final String HOST_BASED_AUTHENTICATION =
      """
      # TYPE  DATABASE  USER  ADDRESS       METHOD
      host    all       all   127.0.0.1/32  scram-sha-256
      """;

  static final String INCLUDE = "\ninclude = '" + FILE + "'\n";

  private PostgresConfiguration() {}

  static String settings() {
    return """
    # Written by lvs-control-plane at every start. Use ALTER SYSTEM to change a setting.

    # A unix socket's path has at most 107 bytes (unix(7)); state directories may be longer.
    listen_addresses = '127.0.0.1'
    unix_socket_directories = ''
    max_connections = %d

    # What was answered is on disk.
    fsync = on
    synchronous_commit = on
    full_page_writes = on

    # A fleet's topology is small.
    shared_buffers = 64MB
    work_mem = 4MB
    maintenance_work_mem = 32MB
    max_wal_size = 256MB
    jit = off
    io_method = sync
    max_parallel_workers_per_gather = 0
    max_logical_replication_workers = 0

    # A week of files, each overwritten after seven days.
    logging_collector = on
    log_directory = '../log'
    log_filename = 'postgresql-%%a.log'
    log_file_mode = 0600
    log_rotation_age = 1d
    log_rotation_size = 0
    log_truncate_on_rotation = on
    log_timezone = 'UTC'
    timezone = 'UTC'
    """
        .formatted(MAX_CONNECTIONS);
  }
}

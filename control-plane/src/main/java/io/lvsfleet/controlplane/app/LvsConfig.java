package io.lvsfleet.controlplane.app;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Settings of the control plane: `lvs.…` in the file named by `--config`, `LVS_…` in the
/// environment, or options of the program (see [Options]), the later winning. [Settings] sees to
/// that order.
@ConfigMapping(prefix = "lvs")
public interface LvsConfig {

  /// Where everything lives that must survive; see [StatePath] for the default.
  Optional<Path> stateDirectory();

  Database database();

  Api api();

  Agents agents();

  Keep keep();

  /// Which PostgreSQL is used.
  interface Database {

    /// `jdbc:postgresql://host:port/database`; an embedded PostgreSQL when absent.
    Optional<String> url();

    Optional<String> username();

    /// A file that holds nothing but the password.
    Optional<Path> passwordFile();
  }

  /// The API for operators.
  interface Api {

    /// Plain HTTP on a loopback address, HTTPS alone anywhere else.
    @WithConverter(ListenAddressConverter.class)
    @WithDefault("127.0.0.1:8080")
    ListenAddress listen();

    /// DNS names and addresses under which operators and agents reach this control plane, for its
    /// certificate.
    Optional<List<String>> publicNames();
  }

  /// How long what has been is remembered.
  interface Keep {

    @WithDefault("30")
    int eventDays();

    @WithDefault("1000000")
    long eventsAtMost();

    @WithDefault("400")
    int revisionDays();

    /// Of each cluster.
    @WithDefault("1000")
    int revisionsAtMost();

    @WithDefault("400")
    int auditDays();
  }

  /// The port for agents.
  interface Agents {

    @WithConverter(ListenAddressConverter.class)
    @WithDefault("0.0.0.0:7443")
    ListenAddress listen();
  }
}

package io.lvsfleet.controlplane.app;

import io.lvsfleet.controlplane.access.ApiTokenCheck;
import io.lvsfleet.controlplane.access.EnrolmentHint;
import io.lvsfleet.controlplane.pki.FileCertificateAuthority;
import io.lvsfleet.controlplane.pki.ServerCertificate;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;

/// Makes the plain objects of the other packages known to each other.
final class Beans {

  @Produces
  @Singleton
  InstantSource clock() {
    return InstantSource.system();
  }

  @Produces
  @Singleton
  FileCertificateAuthority certificateAuthority(LvsConfig config, InstantSource clock) {
    return FileCertificateAuthority.open(StatePath.of(config).resolve("pki"), clock);
  }

  @Produces
  @Singleton
  ServerCertificate serverCertificate(LvsConfig config, FileCertificateAuthority authority) {
    return authority.serverCertificate(Names.of(config));
  }

  @Produces
  @Singleton
  EnrolmentHint enrolmentHint(LvsConfig config, FileCertificateAuthority authority) {
    return new EnrolmentHint("sha256:" + authority.caHash(), Names.forAgents(config));
  }

  @Produces
  @Singleton
  ApiTokenCheck apiTokenCheck() {
    return new ApiTokenCheck();
  }
}

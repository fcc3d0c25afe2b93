package io.lvsfleet.agent.probe;

import io.lvsfleet.agent.probe.Failures.LocalFailure;
import io.lvsfleet.model.HttpCheck.Request;
import io.lvsfleet.model.Probe;
import java.io.IOException;

/// HTTP/2.
final class Http2 {

  HttpProbe.Answer fetch(Probe.Http http, Request request, Body body, Deadline deadline)
      throws IOException {
    throw new LocalFailure("HTTP/2 is not spoken yet");
  }
}

package io.lvsfleet.controlplane.document;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lvsfleet.controlplane.declared.DeclaredTracker;
import io.lvsfleet.controlplane.declared.DeclaredVrrp;
import io.lvsfleet.model.Tracker.Subject;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Writes how directors share the virtual IPs.
final class VrrpWriter {

  private VrrpWriter() {}

  static void write(DeclaredVrrp vrrp, ObjectNode json) {
    put(json, "version", vrrp.version());
    put(json, "deadAfter", vrrp.deadAfter());
    put(json, "advertisementInterval", vrrp.advertisementInterval());
    put(json, "preempt", vrrp.preempt());
    put(json, "preemptDelay", vrrp.preemptDelay());
    put(json, "startDelay", vrrp.startDelay());
    put(json, "virtualRouterId", vrrp.virtualRouterId());
    if (vrrp.interfaceName() != null) {
      json.put("interface", vrrp.interfaceName());
    }
    put(json, "unicast", vrrp.unicast());
    if (vrrp.peers().size() == 1) {
      json.put("peers", vrrp.peers().getFirst().toString());
    } else if (!vrrp.peers().isEmpty()) {
      ArrayNode peers = json.putArray("peers");
      vrrp.peers().forEach(peer -> peers.add(peer.toString()));
    }
    if (vrrp.password() != null) {
      json.put("password", vrrp.password());
    }
    put(json, "lowerPriorityResend", vrrp.lowerPriorityResend());
    if (!vrrp.track().isEmpty()) {
      ArrayNode track = json.putArray("track");
      vrrp.track().forEach(tracker -> write(tracker, track.addObject()));
    }
    put(json, "catchUp", vrrp.catchUp());
  }

  private static void write(DeclaredTracker tracker, ObjectNode json) {
    switch (tracker.subject()) {
      case Subject.Interface(String name) -> json.put("interface", name);
      case Subject.RouteTo(var destination) -> json.put("route", destination.toString());
      case Subject.NoFile(String path) -> json.put("file", path);
      case Subject.LivingProcess(String pidFile) -> json.put("process", pidFile);
      case Subject.IpvsProgrammable() -> json.put("ipvs", true);
      case Subject.Quorum(String service, int realServers) ->
          json.putObject("quorum").put("service", service).put("realServers", realServers);
    }
    put(json, "weight", tracker.weight());
  }

  private static void put(ObjectNode json, String field, @Nullable Duration duration) {
    if (duration != null) {
      json.put(field, Durations.format(duration));
    }
  }

  private static void put(ObjectNode json, String field, @Nullable Integer number) {
    if (number != null) {
      json.put(field, number.intValue());
    }
  }

  private static void put(ObjectNode json, String field, @Nullable Boolean value) {
    if (value != null) {
      json.put(field, value.booleanValue());
    }
  }
}

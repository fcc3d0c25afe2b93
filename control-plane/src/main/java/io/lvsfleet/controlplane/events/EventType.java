package io.lvsfleet.controlplane.events;

import java.util.List;

/// Every kind of event. Ids and the names of fields are stable: clients switch on them.
/// `docs/events.md` lists them and a test compares that list with this one.
public enum EventType {
  CLUSTER_CREATED("cluster.created", "A cluster was created.", Fields.CHANGE),
  CLUSTER_CHANGED("cluster.changed", "A cluster has a new revision.", Fields.CHANGE),
  CLUSTER_REMOVED("cluster.removed", "A cluster was removed; its history stays.", Fields.CHANGE),

  ROLLOUT_STARTED(
      "rollout.started",
      "A revision is on its way to the agents.",
      Fields.REVISION,
      new Field("agents", "how many it waits for")),
  ROLLOUT_RELEASED(
      "rollout.released",
      "The first agents of a staged revision were verified; it goes to the others.",
      Fields.REVISION,
      new Field("nodes", "names of those that were held until now")),
  ROLLOUT_APPLIED(
      "rollout.applied",
      "Every agent has read the revision back from its kernel. May follow `rollout.rejected`, when"
          + " what stood in the way is gone.",
      Fields.REVISION),
  ROLLOUT_REJECTED(
      "rollout.rejected",
      "An agent could not put all of a revision into its kernel.",
      Fields.REVISION,
      new Field("agents", "`name` and `detail` of each agent that could not")),
  ROLLOUT_SUPERSEDED(
      "rollout.superseded",
      "A newer revision took a revision's place before every agent had it.",
      Fields.REVISION,
      new Field("by", "the newer revision")),

  OVERRIDE_CREATED(
      "override.created",
      "An operator ordered something that holds whatever a document says.",
      Fields.OVERRIDE),
  OVERRIDE_CHANGED("override.changed", "An override was changed.", Fields.OVERRIDE),
  OVERRIDE_ENDED(
      "override.ended",
      "An override does not hold any more.",
      Fields.with(
          Fields.OVERRIDE, new Field("why", "`cancelled`, `expired`, or `cluster-removed`"))),

  AGENT_ENROLLED(
      "agent.enrolled",
      "A join token was used: the node's agent has a certificate.",
      new Field("source", "the address it came from")),
  AGENT_CONNECTED(
      "agent.connected",
      "An agent opened a session.",
      new Field("programVersion", "of the agent"),
      new Field("kernelRelease", "of its host"),
      new Field("addresses", "of its host, without virtual ones")),
  AGENT_DISCONNECTED(
      "agent.disconnected",
      "An agent's session ended; no weight changes by that.",
      new Field("reason", "in words")),
  AGENT_SESSION_REPLACED(
      "agent.session-replaced",
      "A second session of one agent took the first one's place: perhaps two hosts share an"
          + " identity.",
      new Field("from", "address of the session that was ended"),
      new Field("by", "address of the newer one")),
  AGENT_PROTOCOL_ERROR(
      "agent.protocol-error",
      "An agent said something that is not understood; its session was ended.",
      new Field("reason", "in words")),
  AGENT_APPLIED(
      "agent.applied",
      "An agent has read a state back from its kernel.",
      Fields.NODE_REVISION,
      Fields.CLUSTER_REVISIONS),
  AGENT_REJECTED(
      "agent.rejected",
      "An agent could not put all of a state into its kernel.",
      Fields.NODE_REVISION,
      Fields.CLUSTER_REVISIONS,
      new Field("reasons", "`object`, `code` and `detail` of the first ones"),
      new Field("more", "how many further objects there are")),
  AGENT_READINESS(
      "agent.readiness",
      "A real server became ready or not ready to take traffic for a virtual IP.",
      new Field("address", "the virtual IP"),
      new Field("ready", "true or false"),
      new Field("missing", "`subject`, `seen` and `needed` of each unmet precondition")),
  AGENT_CHECK(
      "agent.check",
      "A health check changed its verdict.",
      new Field("service", "the virtual service"),
      new Field("realServer", "the real server"),
      new Field("check", "the check"),
      new Field("state", "`up` or `down`"),
      new Field("evidence", "what the probe saw")),
  REAL_SERVER_STATE(
      "realserver.state",
      "A director gives a real server something else, by what witnesses or operators said.",
      Fields.with(
          Fields.with(Fields.HEALTH, new Field("realServer", "the real server")),
          new Field("present", "whether it is in the director's table"))),
  SERVICE_STATE(
      "service.state",
      "A service gained or lost its quorum, its sorry server or the belief in its checks.",
      Fields.HEALTH),
  AGENT_DRIFT(
      "agent.drift",
      "An agent has undone what others changed of its entries.",
      new Field("repaired", "how many since the agent's start")),

  DIRECTOR_MASTER(
      "director.master",
      "A director has the virtual IPs, its cluster's traffic passes through it.",
      Fields.BECAME),
  DIRECTOR_BACKUP(
      "director.backup", "A director waits to take over from the master.", Fields.BECAME),
  DIRECTOR_FAULT(
      "director.fault",
      "A director could not be master: an interface or something tracked is down.",
      Fields.BECAME),
  VRRP_DISCARDED(
      "vrrp.discarded",
      "A director did not heed a packet of its virtual router: once for every sender and reason, and"
          + " once an hour.",
      new Field("sender", "the packet's source address"),
      new Field("reason", "for example `VERSION_MISMATCH` or `ADDRESSES`"),
      new Field("detail", "in words"),
      new Field("discarded", "how many packets since the agent's start")),
  CLUSTER_SPLIT_BRAIN(
      "cluster.split-brain",
      "Several directors of one cluster are master, and have said so for some seconds.",
      new Field("masters", "their names"));

  /// A field of an event's `data`.
  public record Field(String name, String meaning) {}

  private static final class Fields {
    static final Field REVISION = new Field("revision", "the cluster's revision");
    static final Field NODE_REVISION = new Field("nodeRevision", "the number of the node's state");
    static final Field CLUSTER_REVISIONS =
        new Field("revisions", "which revision of each cluster the state comes from");
    static final Field[] OVERRIDE = {
      new Field("override", "its id"),
      new Field("scope", "where it holds: `clusters/NAME` or `nodes/NAME`"),
      new Field("kind", "`drain`, `disable`, `maintenance`, `pin` or `freeze`"),
      new Field("target", "the real server or the node it is about; null for the whole cluster"),
      new Field("owner", "who ordered it, or changed it last"),
      new Field("reason", "in the owner's words"),
      new Field("expiresAt", "when it ends by itself; null: when it is cancelled"),
      new Field("nodes", "names of the directors whose state changes")
    };

    static final Field[] HEALTH = {
      new Field("service", "the virtual service"),
      new Field("at", "when the director decided it"),
      new Field("from", "the state before; null when nothing was known"),
      new Field("to", "the state now"),
      new Field("weight", "of the real server; of a service: of all that is up"),
      new Field("reason", "in words"),
      new Field(
          "witnesses",
          "`witness`, `check`, `silent`, `state` and, with a verdict, `since`, `sent`, `seen`,"
              + " `expected` and `roundTripMillis` of each")
    };

    static Field[] with(Field[] fields, Field more) {
      Field[] all = java.util.Arrays.copyOf(fields, fields.length + 1);
      all[fields.length] = more;
      return all;
    }

    static final Field[] BECAME = {
      new Field("from", "`INIT`, `BACKUP`, `MASTER` or `FAULT`"),
      new Field("at", "when, by the director's clock"),
      new Field("reason", "in words")
    };
    static final Field[] CHANGE = {
      REVISION,
      new Field("nodes", "names of the nodes whose state changes"),
      new Field("created", "how many objects of the document"),
      new Field("updated", "how many objects"),
      new Field("deleted", "how many objects"),
      new Field("reason", "in the author's words; null when none was given")
    };
  }

  private final String id;
  private final String sentence;

  @SuppressWarnings("ImmutableEnumChecker") // a List.of
  private final List<Field> fields;

  EventType(String id, String sentence, Field... fields) {
    this.id = id;
    this.sentence = sentence;
    this.fields = List.of(fields);
  }

  /// For example `cluster.changed`.
  public String id() {
    return id;
  }

  public String sentence() {
    return sentence;
  }

  /// What its `data` has, all of it, always.
  public List<Field> fields() {
    return fields;
  }
}

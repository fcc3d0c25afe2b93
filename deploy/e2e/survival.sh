# A long download through the VIP while everything around it changes. Sourced by systems.

readonly DOWNLOAD=/run/download

# Which web node sends the stream: the one with the connection. (Hosts see each other's processes.)
streaming_node() {
  local node
  for node in "${WEBS[@]}"; do
    [ -z "$("$LAB" exec "$node" -- ss -Htn state established sport = :80 dst "$CLIENT")" ] || echo "$node"
  done
}

downloaded() { "$LAB" exec client -- stat -c %s "$DOWNLOAD"; }

grew() { [ "$(downloaded)" -gt "$1" ]; }

# still "after what": more of it comes than was there.
still_downloading() {
  local seen
  seen=$(downloaded)
  # More than what may have been on its way already.
  expect_soon "the download alive after $1" 10 grew $((seen + 4000))
}

# variant SED…: the document with a change, applied.
variant() {
  sed "$@" "$DOCUMENT" >"$FLEET/variant.yaml"
  apply_document "$FLEET/variant.yaml"
}

# Agents with the new program, as after an upgrade of the package: another file, the same state.
upgrade_agent() {
  local node=$1 home=$FLEET/upgraded
  [ -d "$home" ] || { mkdir -p "$home" && cp -r "$ROOT"/agent/target/lib "$ROOT"/agent/target/lvs-agent-*T.jar "$home"; }
  agent_kill "$node" TERM
  LVS_AGENT_HOME=$home agent_start "$node"
  expect_soon "the new agent of $node connected" 60 agent_connected "$node"
}

# survive DOCUMENT: of an rr service with the real servers WEBS[0] and WEBS[1], which is applied.
survive() {
  local DOCUMENT=$1 node other
  for node in "${WEBS[@]}"; do "$LAB" exec "$node" -- rm -f /run/web-80/stop; done
  "$LAB" spawn client download -- curl -sS -N --no-keepalive -o "$DOWNLOAD" "http://$VIP/cgi-bin/stream" >/dev/null
  expect_soon "the download to begin" 10 grew 4000
  node=$(streaming_node)
  [ "$(wc -w <<<"$node")" -eq 1 ] || expectation_failed "one web node to send" "$node"
  other=${WEBS[0]}
  [ "$node" != "$other" ] || other=${WEBS[1]}

  variant "s/node: $node, weight: 1/node: $node, weight: 5/; s/node: $other, weight: 1/node: $other, weight: 3/"
  still_downloading "a change of weights"
  variant "/^      $other: {/d"
  still_downloading "removing the other real server"
  apply_document "$DOCUMENT"
  still_downloading "adding it again"
  variant 's/scheduler: rr/scheduler: wlc/'
  still_downloading "another scheduler"
  agent_kill "$DIRECTOR" KILL
  still_downloading "the end of the director's agent"
  agent_start "$DIRECTOR"
  agent_kill "$node" KILL
  agent_start "$node"
  expect_soon "the agents connected" 60 agent_connected "$DIRECTOR"
  still_downloading "the agents' start"
  upgrade_agent "$DIRECTOR"
  upgrade_agent "$node"
  still_downloading "the agents' upgrade"
  fleet_control_plane_stop KILL
  fleet_control_plane_start
  expect_soon "the agents connected" 60 agent_connected "$DIRECTOR"
  still_downloading "the control plane's restart"
  variant "s/node: $node, weight: 1/node: $node, weight: 0/"
  still_downloading "weight 0"
  apply_document "$DOCUMENT"

  "$LAB" exec "$node" -- touch /run/web-80/stop
  expect_soon "the download to end" 10 download_ended
  # Nothing is missing and nothing twice: the lines are numbered.
  # shellcheck disable=SC2016
  "$LAB" exec client -- awk '/^end$/ { whole = 1; next } $1 + 0 != NR { exit 1 } END { exit !whole }' "$DOWNLOAD" ||
    expectation_failed "the whole stream in order" "$("$LAB" exec client -- sh -c "cut -c 990- $DOWNLOAD | tail -n 3")"
}

download_ended() { ! grep -q 'download .*running' <<<"$("$LAB" ps)"; }

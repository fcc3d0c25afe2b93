# A control plane on this host and agents in the lab's hosts. Sourced by the demo, the end-to-end
# tests and the benchmarks; needs common.sh, build.sh and a lab that is up.

LAB=$ROOT/deploy/lab/lab

# Loads LAB_RUN, LAB_BACKEND and the addresses by which lab and control plane meet.
fleet_attach() {
  eval "$("$LAB" env)"
  FLEET=$LAB_RUN/fleet
  mkdir -p "$FLEET"
}

# Starts the control plane and waits until it is ready. Keeps its state, ports and pid in files, so
# that any shell may stop and start it again.
fleet_control_plane_start() {
  [ -f "$FLEET/ports" ] ||
    printf '%s %s\n' "$(free_port "${FLEET_FIRST_PORT:-8080}")" "$(free_port $((${FLEET_FIRST_PORT:-7442} + 1)))" >"$FLEET/ports"
  read -r FLEET_API_PORT FLEET_AGENTS_PORT <"$FLEET/ports"
  API=http://127.0.0.1:$FLEET_API_PORT
  LVS_STATE_DIRECTORY=$FLEET/control-plane \
    LVS_API_LISTEN=127.0.0.1:$FLEET_API_PORT \
    LVS_AGENTS_LISTEN=$LAB_LISTEN_ADDRESS:$FLEET_AGENTS_PORT \
    "$ROOT/deploy/bin/lvs-control-plane" >>"$FLEET/control-plane.log" 2>&1 </dev/null &
  disown # its end is nothing a shell has to comment on
  printf '%s\n' "$!" >"$FLEET/control-plane.pid"
  fleet_control_plane_wait
  (umask 077 && printf 'Authorization: Bearer %s\n' "$(cat "$FLEET/control-plane/admin-token")" >"$FLEET/authorization")
}

fleet_control_plane_runs() {
  [ -f "$FLEET/control-plane.pid" ] && kill -0 "$(cat "$FLEET/control-plane.pid")" 2>/dev/null
}

fleet_control_plane_wait() {
  local try
  for try in $(seq 600); do
    curl -fsS -o /dev/null "$API/q/health/ready" 2>/dev/null && return 0
    fleet_control_plane_runs ||
      die "the control plane ended (try $try); its log:" "$(tail -n 20 "$FLEET/control-plane.log")"
    sleep 0.1
  done
  die "the control plane is not ready after 60 s; its log:" "$(tail -n 20 "$FLEET/control-plane.log")"
}

# $1: the signal, TERM by default. Waits until it is gone.
fleet_control_plane_stop() {
  [ -n "${FLEET-}" ] && fleet_control_plane_runs || return 0
  kill -s "${1:-TERM}" "$(cat "$FLEET/control-plane.pid")" 2>/dev/null || true
  local try
  for try in $(seq 300); do
    fleet_control_plane_runs || break
    sleep 0.1
  done
  rm -f "$FLEET/control-plane.pid"
}

# What a killed control plane leaves behind on purpose, for the next one to adopt: its PostgreSQL.
fleet_database_stop() {
  local pid_file=${FLEET:-/nonexistent}/control-plane/postgresql/data/postmaster.pid
  [ -f "$pid_file" ] || return 0
  kill -s INT "$(head -n 1 "$pid_file")" 2>/dev/null || true
}

# api METHOD PATH [curl's options…]: prints the body; the token is read from a file, never an argument.
api() {
  local method=$1 path=$2
  shift 2
  curl -sS --fail-with-body --max-time 60 -X "$method" -H @"$FLEET/authorization" "$@" "$API$path"
}

# apply CLUSTER FILE: sends a document and waits for the verdict of every agent.
apply() {
  local answer id
  answer=$(api PUT "/api/v1/clusters/$1" -H 'Content-Type: application/yaml' --data-binary @"$2") ||
    { printf '%s\n' "$answer"; return 1; }
  id=$(jq -r '.id // empty' <<<"$answer")
  [ -n "$id" ] || return 0
  api GET "/api/v1/clusters/$1/rollouts/$id/result?wait=45s"
}

# Makes a join token for node $1 and enrols the agent of the lab's host of that name.
agent_enrol() {
  local node=$1 answer token_file=$FLEET/$1.token
  answer=$(api POST /api/v1/join-tokens -H 'Content-Type: application/json' -d "{\"node\": \"$node\"}")
  (umask 077 && jq -er .token <<<"$answer" >"$token_file")
  agent_program "$node" enrol --control-plane "$LAB_CONTROL_PLANE_ADDRESS:$FLEET_AGENTS_PORT" \
    --token-file "$token_file" --ca-hash "$(jq -er .caHash <<<"$answer")" --state-dir "$FLEET/agents/$node" >/dev/null
  rm -f "$token_file"
}

# Starts the agent of host $1 in the background.
agent_start() {
  local node=$1
  "$LAB" spawn "$node" "agent-$node" -- env JAVA_HOME="$JAVA_HOME" \
    ${LVS_AGENT_HOME:+LVS_AGENT_HOME="$LVS_AGENT_HOME"} "$ROOT/deploy/bin/lvs-agent" run \
    --control-plane "$LAB_CONTROL_PLANE_ADDRESS:$FLEET_AGENTS_PORT" --state-dir "$FLEET/agents/$node" >/dev/null
}

# agent_program HOST ARGUMENTS…: runs lvs-agent there in the foreground.
agent_program() {
  local node=$1
  shift
  "$LAB" exec "$node" -- env JAVA_HOME="$JAVA_HOME" "$ROOT/deploy/bin/lvs-agent" "$@"
}

agent_kill() { "$LAB" kill "$1" "agent-$1" "${2:-KILL}"; }

web_start() { "$ROOT/deploy/lab/web" "$1"; }

web_stop() { "$LAB" kill "$1" "web-$1-80" KILL; }

# eventually SECONDS COMMAND…: true as soon as the command is.
eventually() {
  local deadline=$(($(date +%s%N) + $1 * 1000000000))
  shift
  until "$@" >/dev/null 2>&1; do
    [ "$(date +%s%N)" -lt "$deadline" ] || return 1
    sleep 0.05
  done
}

# Enrols and starts the agents of the hosts named, all at once.
agents_up() {
  local node pids=()
  for node; do agent_enrol "$node" >"$FLEET/$node.enrol.log" 2>&1 & pids+=($!); done
  for node; do
    wait "${pids[0]}" || die "enrolling the agent of $node failed:" "$(cat "$FLEET/$node.enrol.log")"
    pids=("${pids[@]:1}")
    agent_start "$node"
  done
  for node; do
    eventually 60 agent_connected "$node" ||
      die "the agent of $node does not connect; its log:" "$(tail -n 20 "$LAB_RUN/logs/agent-$node.log" 2>/dev/null)"
  done
}

agent_runs() { grep -qE "agent-$1 .*running" <<<"$("$LAB" ps)"; }

agent_connected() {
  api GET /api/v1/nodes | jq -e --arg node "$1" '.items[] | select(.name == $node) | .connected' >/dev/null
}

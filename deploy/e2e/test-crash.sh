# Programs die; the kernel's table does not notice. Sourced by test-system-f.sh.

# A connection through the VIP that stays open: bytes trickle for as long as the test wants.
open_connection() {
  "$LAB" spawn server2 "trickle-server" -- busybox nc -l -p 8088 -e sh -c 'while sleep 0.2; do echo alive; done' >/dev/null
  "$LAB" spawn server3 "trickle-server3" -- busybox nc -l -p 8088 -e sh -c 'while sleep 0.2; do echo alive; done' >/dev/null
}

close_connection() {
  "$LAB" kill client trickle-client KILL || true
  "$LAB" kill server2 trickle-server KILL || true
  "$LAB" kill server3 trickle-server3 KILL || true
}

trickled() { wc -l <"$LAB_RUN/logs/trickle-client.log"; }

connection_alive() {
  local before=$1
  [ "$(trickled)" -gt "$before" ]
}

# Starts the director's agent so that it ends itself, as by kill -9, after its N-th kernel operation.
agent_start_crashing() {
  "$LAB" spawn server1 agent-server1 -- "$JAVA_HOME/bin/java" --enable-native-access=ALL-UNNAMED -XX:TieredStopAtLevel=1 \
    -cp "$ROOT/agent/target/test-classes:$ROOT/agent/target/classes:$(cat "$ROOT/agent/target/test-class-path")" \
    io.lvsfleet.agent.app.CrashAfterMain "$1" run \
    --control-plane "$LAB_CONTROL_PLANE_ADDRESS:$FLEET_AGENTS_PORT" --state-dir "$FLEET/agents/server1" >/dev/null
}

agent_is_gone() { ! agent_runs server1; }

# Two services instead of one, another scheduler, another weight: several operations in one plan.
write_crash_documents() {
  cat >"$FLEET/small.yaml" <<'YAML'
directors: {members: [{node: server1, interface: eth0}]}
virtualIps: {www: {address: 172.25.20.100/24}}
virtualServices:
  trickle:
    listen: {virtualIp: www, port: 8088}
    scheduler: rr
    forwarding: dr
    checks: {}
    realServers: {server2: {node: server2}, server3: {node: server3}}
YAML
  cat >"$FLEET/large.yaml" <<'YAML'
directors: {members: [{node: server1, interface: eth0}]}
virtualIps: {www: {address: 172.25.20.100/24}, extra: {address: 172.25.20.101/24}}
virtualServices:
  trickle:
    listen: {virtualIp: www, port: 8088}
    scheduler: wlc
    forwarding: dr
    checks: {}
    realServers: {server2: {node: server2, weight: 5}, server3: {node: server3, weight: 6}}
  more:
    listen: {virtualIp: extra, protocol: udp, port: 53}
    scheduler: sh
    forwarding: dr
    checks: {}
    realServers: {server2: {node: server2}, server3: {node: server3}}
YAML
}

readonly LARGE_TABLE="-A -t $VIP:8088 -s wlc
-A -u 172.25.20.101:53 -s sh
-a -t $VIP:8088 -r 172.25.20.2:8088 -g -w 5
-a -t $VIP:8088 -r 172.25.20.3:8088 -g -w 6
-a -u 172.25.20.101:53 -r 172.25.20.2:53 -g -w 1
-a -u 172.25.20.101:53 -r 172.25.20.3:53 -g -w 1"

readonly SMALL_TABLE="-A -t $VIP:8088 -s rr
-a -t $VIP:8088 -r 172.25.20.2:8088 -g -w 1
-a -t $VIP:8088 -r 172.25.20.3:8088 -g -w 1"

# The first operation of an agent that starts is to announce its VIP again; applying LARGE takes about
# ten more. Dying after each of the first nine covers every kind.
test_c1_agent_killed_between_any_two_operations() {
  local n before
  write_crash_documents
  apply web "$FLEET/small.yaml" >/dev/null
  expect_soon "the small table" 30 table_is "$SMALL_TABLE"
  open_connection
  "$LAB" spawn client trickle-client -- busybox nc 172.25.20.100 8088 >/dev/null
  expect_soon "the connection to deliver" 10 connection_alive 0
  for n in 1 2 3 4 5 6 7 8 9; do
    agent_kill server1
    agent_start_crashing "$n"
    api PUT /api/v1/clusters/web -H 'Content-Type: application/yaml' --data-binary @"$FLEET/large.yaml" >/dev/null
    expect_soon "the agent to die after operation $n" 30 agent_is_gone
    before=$(trickled)
    agent_start server1
    expect_soon "the large table after a crash at operation $n" 30 table_is "$LARGE_TABLE"
    expect_foreign_untouched
    expect_soon "the connection alive after a crash at operation $n" 5 connection_alive "$before"
    # What was ours is still ours: the way back removes it again.
    apply web "$FLEET/small.yaml" >/dev/null
    expect_soon "the small table again" 30 table_is "$SMALL_TABLE"
    expect_soon "the second VIP gone" 10 no_second_vip
  done
  close_connection
  apply_example
}

no_second_vip() { ! grep -q 172.25.20.101 <<<"$(addresses server1)"; }

test_c2_control_plane_gone_and_back_changes_nothing() {
  apply_example
  local before_table before_addresses
  before_table=$("$LAB" exec server1 -- ipvsadm -Sn)
  before_addresses=$(addresses server1)
  "$LAB" spawn server1 monitor -- ip monitor address >/dev/null
  fleet_control_plane_stop KILL
  expect_balanced
  fleet_control_plane_start
  for node in server1 server2 server3; do
    expect_soon "$node reconnected" 60 agent_connected "$node"
  done
  "$LAB" exec server1 -- sleep 2
  [ "$before_table" = "$("$LAB" exec server1 -- ipvsadm -Sn)" ] || expectation_failed "an unchanged table" "$(table)"
  [ "$before_addresses" = "$(addresses server1)" ] || expectation_failed "unchanged addresses" "$(addresses server1)"
  "$LAB" kill server1 monitor
  [ ! -s "$LAB_RUN/logs/monitor.log" ] || expectation_failed "no address event" "$(cat "$LAB_RUN/logs/monitor.log")"
  expect_balanced
}

test_c3_agent_starts_from_disk_without_control_plane() {
  apply_example
  fleet_control_plane_stop KILL
  agent_kill server1
  expect_balanced
  "$LAB" exec server1 -- ipvsadm -d -t "$VIP:80" -r 172.25.20.2:80
  agent_start server1
  expect_soon "the removed real server put back from disk" 30 table_is "$BOTH_UP"
  expect_balanced
  fleet_control_plane_start
  expect_soon "the agent reconnected" 60 agent_connected server1
}

test_c4_drift_is_repaired() {
  apply_example
  "$LAB" exec server1 -- ipvsadm -e -t "$VIP:80" -r 172.25.20.2:80 -g -w 9
  expect_soon "the weight repaired by the audit" 45 table_is "$BOTH_UP"
}

test_c5_foreign_twin_is_a_conflict() {
  local answer
  "$LAB" exec server1 -- ipvsadm -A -t "$VIP:443" -s sed
  sed '/^virtualServices:/a\  https:\n    listen: {virtualIp: www, port: 443}\n    forwarding: dr\n    checks: {}\n    realServers: {server2: {node: server2}}' \
    "$EXAMPLE" >"$FLEET/twin.yaml"
  if answer=$(apply web "$FLEET/twin.yaml"); then
    expectation_failed "the verdict 424" "$answer"
  fi
  [ "$(jq -r .status <<<"$answer")" = 424 ] && grep -q foreign <<<"$answer" || expectation_failed "424 foreign" "$answer"
  expect "the foreign twin as it was" in_table "-A -t $VIP:443 -s sed"
  expect "the other service still served" in_table "172.25.20.2:80 -g -w 1"
  "$LAB" exec server1 -- ipvsadm -D -t "$VIP:443"
  expect_soon "ours in its place once it is gone" 90 in_table "-a -t $VIP:443 -r 172.25.20.2:443 -g -w 1"
  apply_example
}

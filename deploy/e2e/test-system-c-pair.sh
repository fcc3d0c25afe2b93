# A NAT pair that takes over from each other, with the gateway. Sourced by e2e.

TOPOLOGY=system-c-pair DIRECTOR=lvs1 VIP=202.39.145.146
AGENTS=(lvs1 lvs2 web1 web2)
WEBS=(web1 web2)
readonly EXAMPLE=$EXAMPLES/nat-pair.yaml
readonly DOWNLOAD=/run/download

# Short enough for a test: a master is missed for 1 s, and takes its part back 3 s after it returned.
pair_document() {
  sed 's/scheduler: wlc/scheduler: rr/; s/interval: 12s, timeout: 10s, fall: 3/interval: 1s, timeout: 1s, fall: 2/
       s/deadAfter: 5s, preempt: true/deadAfter: 1s, preempt: true, catchUp: 3s/' "$EXAMPLE"
}

holds_all() { vip_on "$1" eth0 && grep -qx "eth1 192.168.10.1/24" <<<"$(addresses "$1")"; }

holds_none() { no_vip_on "$1" && ! grep -q ' 192.168.10.1/24' <<<"$(addresses "$1")"; }

role_is() { [ "$(api GET /api/v1/clusters/web/status | jq -r --arg n "$1" '.failover.directors[] | select(.node == $n) | .state')" = "$2" ]; }

expect_master() {
  local other=lvs1
  [ "$1" = lvs1 ] && other=lvs2
  expect_soon "$1 to hold the VIP and the gateway" "${2:-30}" holds_all "$1"
  expect_soon "$other to hold neither" 10 holds_none "$other"
}

download_ended() { ! grep -q 'download .*running' <<<"$("$LAB" ps)"; }

downloaded() { "$LAB" exec client -- stat -c %s "$DOWNLOAD" 2>/dev/null || echo 0; }

grew() { [ "$(downloaded)" -gt "$1" ]; }

download_begins() {
  local node
  download_ends # of a test that failed
  expect_soon "no download to be left" 10 download_ended
  "$LAB" exec client -- rm -f "$DOWNLOAD"
  for node in "${WEBS[@]}"; do "$LAB" exec "$node" -- rm -f /run/web-80/stop; done
  "$LAB" spawn client download -- curl -sS -N --no-keepalive -o "$DOWNLOAD" "http://$VIP/cgi-bin/stream" >/dev/null
  # Older than what connection synchronisation needs.
  expect_soon "the download to have gone on for 3 s" 20 grew 80000
}

still_downloading() {
  local seen
  seen=$(downloaded)
  expect_soon "the download alive after $1" 15 grew $((seen + 4000))
}

download_ends() {
  local node
  for node in "${WEBS[@]}"; do "$LAB" exec "$node" -- touch /run/web-80/stop; done
}

# lvs2 takes over from lvs1, which then comes back and takes its part back.
back_to_lvs1() {
  expect_master lvs1 60
  download_ends
}

test_a1_the_better_one_is_master_and_the_other_one_is_ready() {
  pair_document >"$FLEET/pair.yaml"
  apply_document "$FLEET/pair.yaml"
  expect_soon "lvs1 master" 30 role_is lvs1 master
  expect_soon "lvs2 backup" 30 role_is lvs2 backup
  expect_master lvs1
  expect_soon "both real servers" 30 in_table '192.168.10.28:80 -m -w 1'
  expect "ip_forward on the backup" sysctl_is lvs2 net.ipv4.ip_forward 1
  expect_balanced
}

test_a2_a_killed_master() {
  download_begins
  agent_kill lvs1 KILL
  expect_master lvs2
  still_downloading "the death of lvs1's agent"
  expect_all_answered
  agent_start lvs1
  back_to_lvs1
}

test_a3_a_frozen_master() {
  download_begins
  agent_kill lvs1 STOP
  expect_master lvs2
  still_downloading "the freezing of lvs1's agent"
  agent_kill lvs1 CONT
  back_to_lvs1
}

test_a4_a_master_without_its_outside() {
  download_begins
  "$LAB" exec lvs1 -- ip link set eth0 down
  expect_master lvs2
  still_downloading "the end of lvs1's outside"
  "$LAB" exec lvs1 -- ip link set eth0 up
  back_to_lvs1
}

test_a5_a_master_that_is_stopped_in_order() {
  download_begins
  agent_kill lvs1 TERM
  expect_master lvs2
  still_downloading "the stop of lvs1's agent"
  agent_start lvs1
  back_to_lvs1
}

test_a6_a_master_that_hands_over() {
  api POST /api/v1/clusters/web/directors/members/lvs1/handover >"$FLEET/handover"
  expect_master lvs2
  expect_all_answered
  api POST /api/v1/clusters/web/directors/members/lvs2/handover >"$FLEET/handover"
  expect_master lvs1 60
}

test_a7_without_preemption_the_master_stays() {
  sed 's/preempt: true/preempt: false/' "$FLEET/pair.yaml" >"$FLEET/stays.yaml"
  apply_document "$FLEET/stays.yaml"
  agent_kill lvs1 KILL
  expect_master lvs2
  agent_start lvs1
  expect_soon "lvs1 backup" 60 role_is lvs1 backup
  expect_master lvs2
  expect_all_answered
}

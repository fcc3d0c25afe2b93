# The benchmark of a big ip_vs table: 1,000 virtual services with 10 real servers each. Sourced by bench.

readonly TABLE_RUNS=5
readonly IDLE_SECONDS=${LVS_BENCH_IDLE_SECONDS:-300}

# table_bench ARGUMENTS…: the agent's own code, with the options of its launcher, in a host of the lab.
table_bench() {
  "$LAB" exec client -- "${TRACE[@]}" "$JAVA_HOME/bin/java" -XX:+UseSerialGC -Xmx96m -XX:TieredStopAtLevel=1 \
    -XX:+UseCompactObjectHeaders --enable-native-access=ALL-UNNAMED \
    -cp "$ROOT/agent/target/test-classes:$ROOT/agent/target/classes:$(cat "$ROOT/agent/target/test-class-path")" \
    io.lvsfleet.agent.app.TableBench "$@"
}

# The same rows as a document; WEIGHT stands where the last real server's weight is. $1: its checks.
table_document() {
  echo "directors: {members: [{node: server1, interface: eth0}]}"
  echo "driftPoll: 10s"
  echo "virtualIps: {www: {address: 172.25.20.100/24}}"
  echo "virtualServices:"
  awk -v checks="$1" '
    $1 == "-A" { split($3, at, ":")
      printf "  s%s:\n    listen: {virtualIp: www, port: %s}\n    scheduler: rr\n    forwarding: nat\n    checks: %s\n    realServers:\n", at[2], at[2], checks }
    $1 == "-a" { split($5, at, ":"); n = split(at[1], part, ".")
      printf "      r%s: {address: %s, port: %s%s}\n", part[n], at[1], at[2], NR == rows ? ", weight: WEIGHT" : "" }
  ' rows="$(wc -l <"$FLEET/rows")" "$FLEET/rows"
}

# Something that accepts connections at all the real servers' addresses. keepalived opens ten thousand
# at once, so as many may wait; those that did not fit would come again after a second and be taken for
# failed ones after three.
real_servers_answer() {
  local i
  "$LAB" exec server2 -- sysctl -qw net.core.somaxconn=65535 net.ipv4.tcp_max_syn_backlog=65535 net.ipv4.tcp_syncookies=0
  for i in $(seq 201 210); do "$LAB" exec server2 -- ip address add "172.25.20.$i/32" dev lo; done
  "$LAB" spawn server2 acceptor -- perl -MIO::Socket::INET -e \
    '$s = IO::Socket::INET->new(LocalPort => 80, Listen => 65535, ReuseAddr => 1) or die $!; while ($c = $s->accept) { close $c }' >/dev/null
}

# Processor time of host $1's agent so far, in clock ticks.
agent_ticks() { "$LAB" exec "$1" -- awk '{ print $14 + $15 }' "/proc/$(agent_pid "$1")/stat"; }

# system_calls N: how many a run with N polls makes.
system_calls() {
  local TRACE=(strace -f -c -o "$FLEET/strace")
  table_bench poll "$1" >/dev/null
  awk '$NF == "total" { print $4 }' "$FLEET/strace"
}

median() { percentile 50; }

peer_figures() { awk -v what="$2" '$1 == what { print $2 }' "$FLEET/peer-$1"; }

bench_ipvs() {
  local TRACE=() ticks before checks how peer
  "$LAB" up --topology system-f
  fleet_attach
  fleet_control_plane_start
  web_start server3
  agents_up server1

  step "an idle director for $IDLE_SECONDS s"
  sed 's/node: server\([23]\)}/address: 172.25.20.\1}/; s/^virtualIps:/driftPoll: 10s\n&/' \
    "$ROOT/deploy/examples/dr-two-servers.yaml" >"$FLEET/idle.yaml"
  apply web "$FLEET/idle.yaml" >/dev/null || die "the small document is not applied"
  "$LAB" exec server1 -- sleep 20
  figure agent-rss-idle MiB "$(agent_rss server1)" null 80 "VmRSS of a director's agent with one virtual service and two real servers"
  before=$(agent_ticks server1)
  "$LAB" exec server1 -- sleep "$IDLE_SECONDS"
  ticks=$(($(agent_ticks server1) - before))
  figure agent-cpu-idle % "$(awk -v t="$ticks" -v s="$IDLE_SECONDS" -v hz="$(getconf CLK_TCK)" 'BEGIN { printf "%.3f", 100 * t / hz / s }')" null 0.3 \
    "of one processor, user and system, over $IDLE_SECONDS s; drift poll every 10 s, two TCP checks a second"

  step "loading 1,000 virtual services with 10 real servers each into the empty table"
  table_bench rows >"$FLEET/rows"
  table_bench load "$TABLE_RUNS" >"$FLEET/ours-load"
  "$LAB" exec client -- "$ROOT/deploy/bench/table-peers" ipvsadm "$FLEET/rows" "$TABLE_RUNS" >"$FLEET/peer-load"
  how="median of $TABLE_RUNS; ours: look, plan, execute, in a Java that has just started; peer: "
  figure load-vs-ipvsadm s "$(median <"$FLEET/ours-load")" "$(median <"$FLEET/peer-load")" "$(median <"$FLEET/peer-load")" "${how}ipvsadm -R with the same rows"
  step "looking at that table with nothing to do"
  table_bench poll 20 >"$FLEET/ours-poll"
  figure no-op-reconcile s "$(median <"$FLEET/ours-poll")" null null "look at the whole table and plan nothing, median of 20"
  before=$(system_calls 2)
  figure no-op-system-calls calls "$((($(system_calls 7) - before) / 5))" null null "strace -c -f of 7 looks less that of 2, a look"
  step "keepalived with the same rows"
  real_servers_answer
  for checks in none tcp; do
    "$LAB" exec client -- "$ROOT/deploy/bench/table-peers" keepalived "$KEEPALIVED" "$FLEET/keepalived" "$FLEET/rows" "$checks" 3 5 >"$FLEET/peer-$checks"
    figure "load-vs-keepalived-$checks" s "$(median <"$FLEET/ours-load")" "$(peer_figures "$checks" start | median)" null "${how}Debian's keepalived from its start until all rows are there, checks: $checks, median of 3"
  done
  "$LAB" exec client -- ipvsadm -C

  step "one weight in that table, by the API"
  local document
  for checks in none tcp; do
    [ "$checks" = none ] && document='{}' || document='{port: {type: tcp, from: director, interval: 60s, timeout: 3s}}'
    table_document "$document" >"$FLEET/table.yaml"
    sed 's/WEIGHT/1/' "$FLEET/table.yaml" >"$FLEET/table-1.yaml"
    api DELETE /api/v1/clusters/web >/dev/null
    apply web "$FLEET/table-1.yaml" >"$FLEET/verdict" || die "the big document is not applied:" "$(cat "$FLEET/verdict")"
    "$LAB" exec server1 -- sleep 15
    "$JAVA_HOME/bin/java" "$ROOT/deploy/bench/PutToApplied.java" "$API" "$FLEET/authorization" web "$FLEET/table.yaml" 20 >"$FLEET/ours-change"
    peer=$(peer_figures "$checks" reload | median)
    figure "weight-change-$checks" s "$(median <"$FLEET/ours-change")" "$peer" \
      "$([ "$checks" = tcp ] && awk -v p="$peer" 'BEGIN { print p / 100 }' || echo null)" \
      "PUT of the whole document until the agent's verdict, median of 20; peer: SIGHUP until ipvsadm shows it, median of 5; checks: $checks"
    figure "agent-rss-table-$checks" MiB "$(agent_rss server1)" \
      "$(awk '/^rss/ { printf "%.1f", $2 / 1024 }' "$FLEET/peer-$checks")" 160 "VmRSS of the agent with that table after the changes; peer: all keepalived processes; checks: $checks"
  done
}

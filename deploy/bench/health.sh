# The benchmark of many checks: HTTP checks of one agent against one nginx, in a network namespace of
# this host. No ip_vs is needed for ours; keepalived's checker does not start without it. Sourced by bench.

readonly HEALTH_CHECKS=${LVS_BENCH_CHECKS:-10200}
readonly HEALTH_INTERVAL=3
readonly HEALTH_SECONDS=${LVS_BENCH_HEALTH_SECONDS:-30}
readonly HEALTH_ADDRESSES=10

health_inside() { ip netns exec "$HEALTH_NS" "$@"; }

# One server on all addresses; its log says which check asked when.
health_server() {
  ip netns add "$HEALTH_NS"
  ip -n "$HEALTH_NS" link set lo up
  local i
  for i in $(seq 1 $HEALTH_ADDRESSES); do ip -n "$HEALTH_NS" address add "10.77.0.$i/32" dev lo; done
  cat >"$HEALTH/nginx.conf" <<EOF
daemon off;
worker_processes 1;
pid $HEALTH/nginx.pid;
error_log $HEALTH/nginx.error;
events { worker_connections 16384; }
http {
  log_format arrival '\$msec \$uri';
  access_log $HEALTH/arrivals arrival buffer=64k flush=1s;
  keepalive_timeout 0;
  server { listen 80 backlog=4096; location / { return 200 "ok\n"; } }
}
EOF
  health_inside nginx -c "$HEALTH/nginx.conf" &
  HEALTH_PIDS+=($!)
  until health_inside curl -fsS -o /dev/null "http://10.77.0.1/"; do sleep 0.2; done
}

# keepalived's configuration of the same checks: ten real servers in each service.
health_keepalived_conf() {
  awk -v n="$HEALTH_CHECKS" -v a=$HEALTH_ADDRESSES -v loop=$HEALTH_INTERVAL 'BEGIN {
    for (i = 0; i < n; i++) {
      if (i % a == 0) printf "%svirtual_server 10.78.%d.%d 80 {\n  delay_loop %d\n  lvs_sched rr\n  lvs_method DR\n  protocol TCP\n", i ? "}\n" : "", i / a / 250, int(i / a) % 250 + 1, loop
      printf "  real_server 10.77.0.%d 80 {\n    HTTP_GET { url { path /c/%d status_code 200 } connect_timeout %d }\n  }\n", i % a + 1, i, loop
    }
    print "}" }'
}

# Processor ticks of a process and its children, and their memory in KiB.
health_ticks() { cat "/proc/$1/stat" $(pgrep -P "$1" | sed 's|.*|/proc/&/stat|') | awk '{ t += $14 + $15 } END { print t }'; }
health_kib() { cat "/proc/$1/status" $(pgrep -P "$1" | sed 's|.*|/proc/&/status|') | awk '/^VmRSS/ { k += $2 } END { print k }'; }

# health_run PID: what this process costs and how punctual it is, as "cores MiB share-on-time seconds-until-all".
# It was started at $HEALTH_START. Missing arrivals are as bad as late ones.
health_run() {
  local before after from to
  sleep $((HEALTH_INTERVAL * 5))
  before=$(health_ticks "$1") from=$(date +%s.%N)
  sleep "$HEALTH_SECONDS"
  after=$(health_ticks "$1") to=$(date +%s.%N)
  local kib
  kib=$(health_kib "$1")
  sleep 2 # until nginx has written its log
  awk -v n="$HEALTH_CHECKS" -v start="$HEALTH_START" -v from="$from" -v to="$to" -v every=$HEALTH_INTERVAL \
    -v ticks=$((after - before)) -v hz="$(getconf CLK_TCK)" -v kib="$kib" '
    $1 < start || $2 !~ /^\/c\// { next }
    !($2 in last) { seen++; all = $1 - start }
    ($2 in last) && $1 >= from && $1 <= to { gap = $1 - last[$2] - every; if (gap < every / 10 && gap > -every / 10) good++ }
    { last[$2] = $1 }
    END { printf "%.3f %.1f %.4f %s\n", ticks / hz / (to - from), kib / 1024, good / (n * (to - from) / every), seen == n ? sprintf("%.1f", all) : "null" }
  ' "$HEALTH/arrivals"
}

health_stop() {
  local pid
  for pid in "${HEALTH_PIDS[@]}"; do kill -9 "$pid" 2>/dev/null || true; done
  wait "${HEALTH_PIDS[@]}" 2>/dev/null || true
  ip netns delete "$HEALTH_NS" 2>/dev/null || true
}

health_keepalived() {
  health_keepalived_conf >"$HEALTH/keepalived.conf"
  HEALTH_START=$(date +%s.%N)
  health_inside "$ROOT/deploy/bench/keepalived-run" "$KEEPALIVED" --dont-fork --log-console --check \
    --use-file "$HEALTH/keepalived.conf" --pid "$HEALTH/keepalived.pid" --checkers_pid "$HEALTH/checkers.pid" >"$HEALTH/keepalived.log" 2>&1 &
  local pid=$!
  HEALTH_PIDS+=("$pid")
  sleep 3
  if [ ! -d "/proc/$pid" ] || grep -qi "ipvs.*\(protocol not available\|can't initialize\|not start\)" "$HEALTH/keepalived.log"; then
    echo "keepalived's checker does not start without ip_vs here: $(grep -i ipvs "$HEALTH/keepalived.log" | head -1)" >&2
    echo "null null null null"
    return
  fi
  health_run "$pid"
  kill "$pid"
}

bench_health() {
  need_packages nginx-light curl iproute2
  HEALTH=$LVS_LAB_RUN/health
  HEALTH_NS=lvs-bench-$$
  HEALTH_PIDS=()
  mkdir -p "$HEALTH"
  trap 'health_stop; cleanup' EXIT
  health_server
  maven -q test-compile -pl proto,agent
  # shellcheck disable=SC2046
  "$JAVA_HOME/bin/java" -cp "$ROOT/agent/target/test-classes:$ROOT/agent/target/classes:$(cat "$ROOT/agent/target/test-class-path")" \
    io.lvsfleet.agent.app.HealthBench "$HEALTH/state" "$HEALTH_CHECKS" $HEALTH_INTERVAL \
    $(seq -f 10.77.0.%g $HEALTH_ADDRESSES)
  HEALTH_START=$(date +%s.%N)
  health_inside "$ROOT/deploy/bin/lvs-agent" run --state-dir "$HEALTH/state" --control-plane 10.77.0.1:9 >"$HEALTH/agent.log" 2>&1 &
  local pid=$! ours peer
  HEALTH_PIDS+=("$pid")
  ours=$(health_run "$pid")
  kill -9 "$pid"
  peer=$(health_keepalived)
  local how="$HEALTH_CHECKS HTTP checks every $HEALTH_INTERVAL s, no two alike, one nginx on $HEALTH_ADDRESSES addresses"
  set -- $ours $peer
  figure checks-processor cores "$1" "$5" 0.56 "$how; over $HEALTH_SECONDS s"
  figure checks-memory MiB "$2" "$6" 307 "$how; VmRSS"
  figure checks-late share "$(awk -v s="$3" 'BEGIN { print 1 - s }')" "$(awk -v s="$7" 'BEGIN { print s == "null" ? s : 1 - s }')" 0.01 \
    "$how; requests more than a tenth of the interval early or late, or missing"
  figure checks-judged s "$4" "$8" 13 "$how; start of the process to the first request of the last check"
}

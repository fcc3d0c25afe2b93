# ./dev bench api: the REST API beside a plain endpoint of the same framework. Sourced.

bench_api() {
  local state=$LVS_LAB_RUN/state peer=$ROOT/deploy/bench/panache/target/quarkus-app port peer_port password jdbc driver try
  step "building what it is compared with"
  maven -q -f deploy/bench/panache/pom.xml package -Dspotless.check.skip=true >&2
  mkdir -p "$LVS_LAB_RUN"
  chmod 755 "$LVS_LAB_RUN"
  port=$(free_port 18080)
  LVS_STATE_DIRECTORY=$state LVS_API_LISTEN=127.0.0.1:$port LVS_AGENTS_LISTEN=127.0.0.1:$(free_port 17443) \
    "$ROOT/deploy/bin/lvs-control-plane" >"$LVS_LAB_RUN/control-plane.log" 2>&1 </dev/null &
  API_PIDS=$!
  await_http "http://127.0.0.1:$port/q/health/ready" "$LVS_LAB_RUN/control-plane.log"
  password=$(cat "$state/postgresql/password")
  jdbc=jdbc:postgresql://127.0.0.1:$(cat "$state/postgresql/port")
  peer_port=$(free_port 18180)
  QUARKUS_DATASOURCE_JDBC_URL="$jdbc/postgres" QUARKUS_DATASOURCE_USERNAME=lvsfleet \
    QUARKUS_DATASOURCE_PASSWORD=$password QUARKUS_HTTP_HOST=127.0.0.1 QUARKUS_HTTP_PORT=$peer_port \
    "$JAVA_HOME/bin/java" -XX:+UseSerialGC -Xmx512m -XX:+UseCompactObjectHeaders -jar "$peer/quarkus-run.jar" \
    >"$LVS_LAB_RUN/peer.log" 2>&1 </dev/null &
  API_PIDS+=" $!"
  await_http "http://127.0.0.1:$peer_port/real-servers/none" "$LVS_LAB_RUN/peer.log" 404
  driver=$(echo "$peer"/lib/main/org.postgresql.postgresql-*.jar)
  step "reads and writes among 10, 1,000 and 10,000 real servers"
  "$JAVA_HOME/bin/java" -cp "$driver" "$ROOT/deploy/bench/ApiBench.java" "http://127.0.0.1:$port" "$state/admin-token" \
    "http://127.0.0.1:$peer_port" "$jdbc/lvsfleet" "$password" >"$OUT"
}

api_stop() {
  local pid
  for pid in ${API_PIDS-}; do
    kill "$pid" 2>/dev/null || true
    wait "$pid" 2>/dev/null || true
  done
}

# await_http URL LOG [STATUS]
await_http() {
  local try
  for try in $(seq 600); do
    [ "$(curl -s -o /dev/null -w '%{http_code}' "$1")" != "${3:-200}" ] || return 0
    sleep 0.1
  done
  die "$1 does not answer (try $try); its log:" "$(tail -n 20 "$2")"
}

# Dead servers leave and come back. Sourced by test-system-f.sh.

test_b1_dead_server_leaves_and_returns() {
  apply_example
  web_stop server2
  expect_soon "server2 out of the table" 20 not_in_table '172.25.20.2:80'
  [ "$(answers)" = "10 server3" ] || expectation_failed "only server3 to answer" "$(answers)"
  web_start server2
  expect_soon "server2 back" 30 table_is "$BOTH_UP"
  expect_balanced
}

test_b2_without_control_plane_the_director_decides() {
  apply_example
  fleet_control_plane_stop KILL
  web_stop server3
  expect_soon "server3 out of the table" 20 not_in_table '172.25.20.3:80'
  web_start server3
  expect_soon "server3 back" 30 table_is "$BOTH_UP"
  fleet_control_plane_start
  expect_soon "the agents reconnected" 60 agent_connected server1
}

test_b3_lost_agent_takes_no_weight_away() {
  apply_example
  agent_kill server2
  "$LAB" exec client -- sleep 3
  expect "both real servers with weight" table_is "$BOTH_UP"
  expect_balanced
  agent_start server2
  expect_soon "the agent of server2 connected" 30 agent_connected server2
  expect "both real servers with weight" table_is "$BOTH_UP"
}

test_b4_lost_precondition_takes_weight_and_is_repaired() {
  apply_example
  agent_kill server2
  "$LAB" exec server2 -- ip address del "$VIP/32" dev lo
  agent_start server2
  expect_soon "the VIP put back" 30 vip_on server2 lo
  expect_soon "both real servers with weight" 30 table_is "$BOTH_UP"
}

page() { "$LAB" exec "$1" -- sh -c 'echo "$1" >/run/web-80/index.html' sh "$2"; }

# A service that answers, but not what it should, is as dead as one that does not.
test_b5_a_changed_page_takes_the_server_out() {
  sed 's/port: {type: tcp,.*/page: {type: http, path: \/, expect: {status: 200, body: "^server"}, interval: 1s, timeout: 1s}/' \
    "$EXAMPLE" >"$FLEET/page.yaml"
  apply_document "$FLEET/page.yaml"
  expect_soon "both real servers with weight 1" 30 table_is "$BOTH_UP"
  page server2 "no database"
  expect_soon "server2 out of the table" 20 not_in_table '172.25.20.2:80'
  api GET "/api/v1/clusters/web/explain?realServer=http/server2" -H 'Accept: text/plain' >"$FLEET/explained"
  expect "the reason in words" grep -q 'check page' "$FLEET/explained"
  page server2 server2
  expect_soon "server2 back by itself" 30 table_is "$BOTH_UP"
  apply_example
}

# An operator's order stands beside the document: applying that again undoes nothing.
test_b6_a_drained_server_stays_out_until_the_order_ends() {
  local order=/api/v1/clusters/web/overrides/new-disk
  apply_example
  api PUT "$order" -H 'Content-Type: application/json' -o "$FLEET/order" \
    -d '{"kind": "drain", "service": "http", "realServer": "server3", "deadline": "10m", "reason": "new disk"}'
  expect_soon "server3 without weight or out" 15 not_in_table '172.25.20.3:80 -g -w 1'
  expect_soon "the drain's end" 30 api GET "$order/result"
  [ "$(answers)" = "10 server2" ] || expectation_failed "only server2 to answer" "$(answers)" "$(table)"
  apply_document "$EXAMPLE"
  expect "server3 still out" not_in_table '172.25.20.3:80 -g -w 1'
  api DELETE "$order" >/dev/null
  expect_soon "server3 back" 30 table_is "$BOTH_UP"
  expect_balanced
}

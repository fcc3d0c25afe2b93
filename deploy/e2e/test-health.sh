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

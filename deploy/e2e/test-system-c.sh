# NAT with a gateway address that belongs to whichever director serves. Sourced by e2e.

TOPOLOGY=system-c DIRECTOR=lvs1 VIP=202.39.145.146
AGENTS=(lvs1 web1 web2)
WEBS=(web1 web2)
readonly EXAMPLE=$EXAMPLES/nat-gateway.yaml

test_a1_web_nodes_answer_through_the_gateway_address() {
  sed 's/scheduler: wlc/scheduler: rr/; s/interval: 12s, timeout: 10s, fall: 3/interval: 1s, timeout: 1s, fall: 2/' "$EXAMPLE" >"$FLEET/gateway.yaml"
  apply_document "$FLEET/gateway.yaml"
  expect_soon "both real servers" 30 in_table '192.168.10.18:80 -m -w 1'
  expect_soon "both real servers" 30 in_table '192.168.10.28:80 -m -w 1'
  expect "the VIP outside" vip_on lvs1 eth0
  expect "the gateway inside" address_on lvs1 eth1 192.168.10.1/24
  expect "connections told to others" daemon_runs
  expect_balanced
}

address_on() { grep -qx "$2 $3" <<<"$(addresses "$1")"; }

daemon_runs() { grep -q 'master sync daemon.*mcast=eth1' <<<"$("$LAB" exec lvs1 -- ipvsadm -Ln --daemon)"; }

test_a2_broken_web_node_leaves_and_returns_by_itself() {
  web_stop web1
  expect_soon "web1 out of the table" 30 not_in_table '192.168.10.18:80'
  [ "$(answers)" = "10 web2" ] || expectation_failed "only web2 to answer" "$(answers)"
  web_start web1
  expect_soon "web1 back" 30 in_table '192.168.10.18:80 -m -w 1'
}

test_a3_real_servers_reach_the_outside_by_the_directors_address() {
  web_start client
  web_programs client
  local seen
  seen=$("$LAB" exec web1 -- curl -s --max-time 3 http://202.39.145.130/cgi-bin/peer)
  case $seen in
    202.39.145.156 | "$VIP") ;;
    *) expectation_failed "web1 to be seen as its director" "$seen" ;;
  esac
  web_stop client
}

. "$ROOT/deploy/e2e/withdraw.sh"
test_z2_withdrawn_nodes_are_as_before() {
  apply_document "$EXAMPLE"
  expect_soon "both real servers" 60 in_table '192.168.10.28:80 -m -w 1'
  withdraw_all
}

# DR on one flat network, once with ipvsadm and arptables alone. Sourced by e2e.

TOPOLOGY=system-f DIRECTOR=server1 VIP=172.25.20.100
AGENTS=(server1 server2 server3)
WEBS=(server2 server3)
readonly EXAMPLE=$EXAMPLES/dr-two-servers.yaml

# The example's table while both real servers are up.
readonly BOTH_UP="-A -t $VIP:80 -s rr
-a -t $VIP:80 -r 172.25.20.2:80 -g -w 1
-a -t $VIP:80 -r 172.25.20.3:80 -g -w 1"

apply_example() {
  apply_document "$EXAMPLE"
  expect_soon "both real servers with weight 1" 30 table_is "$BOTH_UP"
}

. "$ROOT/deploy/e2e/test-forwarding.sh"
. "$ROOT/deploy/e2e/test-health.sh"
. "$ROOT/deploy/e2e/test-crash.sh"

# The way of arptables: the VIP on the interface itself, and no parameter is touched.
test_d1_arp_rules_instead_of_parameters() {
  apply_document "$EXAMPLES/dr-arp-rules.yaml"
  expect_soon "both real servers with weight 1" 30 table_is "$BOTH_UP"
  expect "the VIP on the interface itself" vip_on server2 eth0
  expect "arp_ignore as it was" sysctl_is server2 net.ipv4.conf.all.arp_ignore 0
  # Nobody may know the VIP's address from before: the director alone answers the question for it.
  "$LAB" exec client -- ip neigh flush all
  expect_balanced
  local director seen
  director=$("$LAB" exec server1 -- cat /sys/class/net/eth0/address)
  seen=$("$LAB" exec client -- arping -c 3 -w 4 -I eth0 "$VIP" | grep -oiE '([0-9a-f]{2}:){5}[0-9a-f]{2}' | sort -u)
  [ "${seen,,}" = "$director" ] || expectation_failed "only the director to answer ARP" "$seen" "director: $director"
  apply_example
  expect_soon "the VIP on lo again" 10 vip_on server2 lo
}

# What the hand-written cluster did, and its cure.
test_d2_without_checks_every_second_request_fails() {
  sed 's/    forwarding: dr/    forwarding: dr\n    checks: {}/' "$EXAMPLES/dr-arp-rules.yaml" >"$FLEET/unchecked.yaml"
  apply_document "$FLEET/unchecked.yaml"
  expect_soon "both real servers with weight 1" 30 table_is "$BOTH_UP"
  web_stop server2
  [ "$(answers)" = "5 failed 5 server3" ] || expectation_failed "every second request to fail" "$(answers)"
  apply_document "$EXAMPLE"
  expect_soon "server2 out of the table" 20 not_in_table '172.25.20.2:80'
  [ "$(answers)" = "10 server3" ] || expectation_failed "only server3 to answer" "$(answers)"
  web_start server2
  expect_soon "both real servers with weight 1" 30 table_is "$BOTH_UP"
}

test_d3_ipv6_balances_too() {
  apply_document "$EXAMPLES/dr-ipv6.yaml"
  expect_soon "both real servers" 30 in_table '\[fd00:f::3\]:80 -g -w 1'
  expect_soon "both real servers" 30 in_table '\[fd00:f::2\]:80 -g -w 1'
  # shellcheck disable=SC2034
  local VIP='[fd00:f::100]'
  expect_all_answered
  apply_example
}

test_d4_director_that_is_a_real_server_too() {
  web_start server1
  sed 's/forwarding: dr/forwarding: dr\n    scheduler: rr/' "$EXAMPLES/local-node.yaml" >"$FLEET/local.yaml"
  apply_document "$FLEET/local.yaml"
  expect_soon "itself as a real server" 30 in_table '-r 172.25.20.1:80 .*-w 1'
  expect_soon "the other one" 30 in_table '-r 172.25.20.2:80 -g -w 2'
  [ "$(answers)" = "5 server1 5 server2" ] || expectation_failed "both to answer" "$(answers)" "$(table)"
  web_stop server1
  apply_example
}

test_d5_removed_vip_is_put_back() {
  apply_example
  # As a network manager does that thinks the interface is its own.
  "$LAB" exec server1 -- ip address del "$VIP/24" dev eth0
  expect_soon "the VIP put back on the director" 15 vip_on server1 eth0
  "$LAB" exec server2 -- ip address del "$VIP/32" dev lo
  expect_soon "the VIP put back on the real server" 15 vip_on server2 lo
  expect_soon "both real servers with weight 1" 30 table_is "$BOTH_UP"
  expect_balanced
}

. "$ROOT/deploy/e2e/withdraw.sh"
test_z2_withdrawn_nodes_are_as_before() {
  apply_document "$EXAMPLES/dr-arp-rules.yaml"
  expect_soon "both real servers with weight 1" 30 table_is "$BOTH_UP"
  withdraw_all
}

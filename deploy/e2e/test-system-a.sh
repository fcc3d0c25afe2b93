# NAT between two networks. Sourced by e2e.

TOPOLOGY=system-a DIRECTOR=director VIP=172.16.16.172 CLIENT=172.16.16.1
AGENTS=(director web-a web-b)
WEBS=(web-a web-b)
readonly EXAMPLE=$EXAMPLES/nat-hand-written-rules.yaml

readonly BOTH_UP="-A -t $VIP:80 -s rr
-a -t $VIP:80 -r 192.168.7.21:80 -m -w 1
-a -t $VIP:80 -r 192.168.7.22:80 -m -w 1"

apply_example() {
  apply_document "$EXAMPLE"
  expect_soon "both real servers with weight 1" 30 table_is "$BOTH_UP"
}

test_a1_two_pages_alternate_through_the_director() {
  apply_example
  expect "the VIP on the outside" vip_on director eth1
  expect "forwarding" sysctl_is director net.ipv4.ip_forward 1
  expect_balanced
  local through
  through=$(received_by_download director eth0 "http://$VIP/big")
  [ "$through" -ge "$BIG" ] || expectation_failed "the answer to pass the director" "$through bytes"
}

# asked_by HOST: the address a web server at the client's sees.
asked_by() { "$LAB" exec "$1" -- curl -s --max-time 3 "http://$CLIENT/cgi-bin/peer"; }

test_a2_real_servers_reach_the_outside_by_the_directors_address() {
  apply_example
  web_start client
  web_programs client
  local seen
  seen=$(asked_by web-a)
  [ "$seen" = "$VIP" ] || expectation_failed "web-a to be seen as $VIP" "$seen" \
    "$("$LAB" exec director -- nft list ruleset)"
  web_stop client
}

test_a3_forgotten_gateway_takes_the_weight() {
  apply_example
  "$LAB" exec web-a -- ip route del default
  expect_soon "no weight for web-a" 45 in_table '192.168.7.21:80 -m -w 0'
  expect_soon "the reason in the status" 10 status_says 192.168.7.254
  [ "$(answers)" = "10 web-b" ] || expectation_failed "only web-b to answer" "$(answers)"
  "$LAB" exec web-a -- ip route add default via 192.168.7.254
  expect_soon "both real servers with weight 1" 45 table_is "$BOTH_UP"
  expect_balanced
}

test_a4_managed_gateway_is_repaired() {
  sed '/^nat:/i gateway: manage' "$EXAMPLE" >"$FLEET/managed.yaml"
  apply_document "$FLEET/managed.yaml"
  expect_soon "both real servers with weight 1" 30 table_is "$BOTH_UP"
  "$LAB" exec web-a -- ip route del default
  expect_soon "the default route put back" 45 has_gateway web-a
  expect_soon "both real servers with weight 1" 30 table_is "$BOTH_UP"
  expect_balanced
  # Put there in somebody's place it is ours, and goes when it is nobody's business any more.
  apply_document "$EXAMPLE"
  expect_soon "our route gone" 10 has_no_gateway web-a
  "$LAB" exec web-a -- ip route add default via 192.168.7.254
  expect_soon "both real servers with weight 1" 30 table_is "$BOTH_UP"
}

has_no_gateway() { ! has_gateway "$1"; }

has_gateway() { grep -q 'via 192.168.7.254 ' <<<"$("$LAB" exec "$1" -- ip route show default)"; }

# Somebody else's packet filter drops what is forwarded; the agent says so and which rule helps.
test_a5_others_firewall_is_found_and_its_cure_named() {
  apply_example
  "$LAB" exec director -- nft 'add table inet site; add chain inet site forward { type filter hook forward priority 0; policy drop; }'
  [ "$(answers)" = "10 failed" ] || expectation_failed "the packet filter to stop everything" "$(answers)"
  expect_soon "the finding explained" 45 explains 'chain inet site forward (hook forward) drops answers of 192.168.7.22:80 by its policy'
  local rules
  rules=$(explained | grep -o 'nft insert rule inet site forward .* accept' | sort -u)
  [ -n "$rules" ] || expectation_failed "a rule to add" "$(explained)"
  "$LAB" exec director -- sh -ec "$rules"
  expect_balanced
  expect_soon "nothing found any more" 45 explains_no 'inet site forward'
  without_site_filter
}

explained() { agent_program director explain --state-dir "$FLEET/agents/director"; }

explains() { grep -qF -- "$1" <<<"$(explained)"; }

explains_no() { ! explains "$1"; }

without_site_filter() { "$LAB" exec director -- nft delete table inet site; }

# What a failed test may have left in the way of the next.
tidy() { without_site_filter || true; }

test_a6_ipv6_balances_too() {
  apply_document "$EXAMPLES/nat-ipv6.yaml"
  expect_soon "both real servers" 30 in_table '\[fd00:7::21\]:80 -m -w 1'
  expect_soon "both real servers" 30 in_table '\[fd00:7::22\]:80 -m -w 1'
  # shellcheck disable=SC2034
  local VIP='[fd00:16::172]'
  expect_balanced
  apply_example
}

. "$ROOT/deploy/e2e/survival.sh"
test_s1_long_download_survives_nat() {
  apply_example
  survive "$EXAMPLE"
}

. "$ROOT/deploy/e2e/withdraw.sh"
test_z2_withdrawn_nodes_are_as_before() {
  sed '/^nat:/i gateway: manage' "$EXAMPLE" >"$FLEET/managed.yaml"
  apply_document "$FLEET/managed.yaml"
  expect_soon "both real servers with weight 1" 30 table_is "$BOTH_UP"
  withdraw_all
}

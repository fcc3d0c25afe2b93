# DR where the web nodes have a second network, and services by firewall mark. Sourced by e2e.

TOPOLOGY=system-b DIRECTOR=director VIP=172.16.16.172 CLIENT=172.16.16.1
AGENTS=(director web-a web-b)
WEBS=(web-a web-b)
readonly EXAMPLE=$EXAMPLES/dr-hand-written-rules.yaml

readonly BOTH_UP="-A -t $VIP:80 -s rr
-a -t $VIP:80 -r 172.16.16.177:80 -g -w 1
-a -t $VIP:80 -r 172.16.16.178:80 -g -w 1"

apply_example() {
  apply_document "$EXAMPLE"
  expect_soon "both real servers with weight 1" 30 table_is "$BOTH_UP"
}

test_a1_answers_bypass_the_director() {
  apply_example
  expect "the VIP on lo" vip_on web-a lo
  expect "ARP silence" sysctl_is web-a net.ipv4.conf.all.arp_ignore 1
  expect "ARP silence" sysctl_is web-a net.ipv4.conf.all.arp_announce 2
  expect_balanced
  local through
  through=$(received_by_download director eth0 "http://$VIP/big")
  [ "$through" -lt $((BIG / 4)) ] || expectation_failed "the answer not to pass the director" "$through bytes"
}

mark_document() {
  sed -e 's/10\.0\.0\.208/172.16.16.208/; s/10\.0\.0\.100/172.16.16.172/; s/director1/director/' \
    -e 's/real1/web-a/g; s/real2/web-b/g; s/10\.0\.0\.21}/172.16.16.177}/; s/10\.0\.0\.22}/172.16.16.178}/' \
    -e 's/scheduler: wrr/scheduler: rr/; /persistence:/d' "$EXAMPLES/firewall-mark-range.yaml" >"$FLEET/mark.yaml"
}

# One service for many addresses and ports: each of them is balanced, others are not touched.
test_a2_one_mark_for_addresses_and_ports() {
  mark_document
  apply_document "$FLEET/mark.yaml"
  local node address
  for node in web-a web-b; do "$ROOT/deploy/lab/web" "$node" 8042; done
  expect_soon "both real servers" 30 in_table '-a -f .* -r 172.16.16.178:0 -g -w 1'
  expect_soon "both real servers" 30 in_table '-a -f .* -r 172.16.16.177:0 -g -w 1'
  for address in 172.16.16.209 172.16.16.222 172.16.16.210:8042 "$VIP"; do expect_balanced "$address"; done
  ! "$LAB" exec client -- curl -s --max-time 2 http://172.16.16.209:8100/ ||
    expectation_failed "a port outside the list not to be answered" "$(table)"
  for node in web-a web-b; do "$LAB" kill "$node" "web-$node-8042" KILL; done
  apply_example
  expect_soon "nothing marked any more" 10 no_marks
}

no_marks() { ! grep -q 'mark set' <<<"$("$LAB" exec director -- nft list ruleset)"; }

. "$ROOT/deploy/e2e/survival.sh"
test_s1_long_download_survives_dr() {
  apply_example
  survive "$EXAMPLE"
}

. "$ROOT/deploy/e2e/withdraw.sh"
test_z2_withdrawn_nodes_are_as_before() {
  mark_document
  apply_document "$FLEET/mark.yaml"
  expect_soon "both real servers" 30 in_table '-a -f .* -r 172.16.16.178:0 -g -w 1'
  withdraw_all
}

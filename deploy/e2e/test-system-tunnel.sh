# Real servers somewhere else, behind routers, with addresses of their own. Sourced by e2e.

TOPOLOGY=system-a-tunnel DIRECTOR=director VIP=172.16.16.172
AGENTS=(director web-a web-b)
WEBS=(web-a web-b)

# tunnel_document TUNNEL…: the example with this lab's addresses and the given tunnels.
tunnel_document() {
  sed -e 's/director1/director/; s/10\.0\.0\.11}/172.16.16.173}/; s/10\.0\.0\.100/172.16.16.172/' \
    -e 's/real1/web-a/g; s/real2/web-b/g; s/172\.16\.0\.21/198.51.100.21/; s/172\.16\.0\.22/203.0.113.22/' \
    -e 's/scheduler: wlc/scheduler: rr/' \
    -e "s/\({node: web-a\).*}$/\1$1}/; s/\({node: web-b\).*}$/\1$2}/" "$EXAMPLES/tunnel.yaml"
}

expect_tunnelled() {
  expect_soon "web-a with weight" 30 in_table '198.51.100.21:80 -i -w 1'
  expect_soon "web-b with weight" 30 in_table '203.0.113.22:80 -i -w 1'
  expect_balanced
  local through
  through=$(received_by_download director eth0 "http://$VIP/big")
  [ "$through" -lt $((BIG / 4)) ] || expectation_failed "the answer not to pass the director" "$through bytes"
}

test_a1_ipip() {
  tunnel_document '' '' >"$FLEET/ipip.yaml"
  apply_document "$FLEET/ipip.yaml"
  expect_tunnelled
}

test_a2_gre() {
  tunnel_document ', tunnel: {type: gre}' ', tunnel: {type: gre}' >"$FLEET/gre.yaml"
  apply_document "$FLEET/gre.yaml"
  expect_tunnelled
}

test_a3_gue() {
  tunnel_document ', tunnel: {type: gue, port: 6080}' ', tunnel: {type: gue, port: 6081, checksum: full}' >"$FLEET/gue.yaml"
  apply_document "$FLEET/gue.yaml"
  expect_tunnelled
}

test_a4_one_of_each_as_in_the_example() {
  tunnel_document '' ', tunnel: {type: gue, port: 6080, checksum: full}' >"$FLEET/mixed.yaml"
  apply_document "$FLEET/mixed.yaml"
  expect_tunnelled
}

# IPv6 inside, over IPv6 and over IPv4; without GRE, whose IPv6 device not every lab's kernel has.
test_a5_ipv6() {
  sed -e 's/director1/director/; s/real1/web-a/g; s/real2/web-b/g' \
    -e 's/fd00:c::21/fd00:51::21/; s/172\.16\.0\.22/203.0.113.22/; s/fd00:a::100/fd00:16::172/; s/, tunnel: {type: gre}//' \
    -e 's/forwarding: tunnel/forwarding: tunnel\n    scheduler: rr/' "$EXAMPLES/tunnel-ipv6.yaml" >"$FLEET/ipv6.yaml"
  apply_document "$FLEET/ipv6.yaml"
  expect_soon "web-a with weight" 30 in_table '\[fd00:51::21\]:80 -i -w 1'
  expect_soon "web-b with weight" 30 in_table '203.0.113.22:80 -i -w 1'
  expect_balanced '[fd00:16::172]'
}

. "$ROOT/deploy/e2e/withdraw.sh"
test_z2_withdrawn_nodes_are_as_before() {
  tunnel_document '' ', tunnel: {type: gue, port: 6080, checksum: full}' >"$FLEET/mixed.yaml"
  apply_document "$FLEET/mixed.yaml"
  expect_soon "web-b with weight" 30 in_table '203.0.113.22:80 -i -w 1'
  withdraw_all
}

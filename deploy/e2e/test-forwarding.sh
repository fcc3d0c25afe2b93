# The main job and its undoing. Sourced by test-system-f.sh.

test_a1_document_balances_requests() {
  apply_example
  expect "the VIP on the director's interface" vip_on server1 eth0
  expect "the VIP on the real server's loopback" vip_on server2 lo
  expect "ARP silence before it" sysctl_is server2 net.ipv4.conf.all.arp_ignore 1
  expect_balanced
}

test_a2_same_document_changes_nothing() {
  apply_example
  local answer
  answer=$(api PUT /api/v1/clusters/web -H 'Content-Type: application/yaml' --data-binary @"$EXAMPLE")
  [ "$(jq -r .changed <<<"$answer")" = false ] || expectation_failed "changed: false" "$answer"
}

test_a3_weight_change_is_an_edit() {
  sed 's/server2: {node: server2}/server2: {node: server2, weight: 3}/' "$EXAMPLE" >"$FLEET/weight.yaml"
  apply web "$FLEET/weight.yaml" >/dev/null
  expect "the new weight" in_table '172.25.20.2:80 -g -w 3'
  apply_example
}

test_a4_bad_document_is_refused_whole() {
  local answer before=$(table)
  sed 's/scheduler: rr/scheduler: fastest/; s/node: server3}/node: server3, weight: 70000}/' "$EXAMPLE" >"$FLEET/bad.yaml"
  if answer=$(api PUT /api/v1/clusters/web -H 'Content-Type: application/yaml' --data-binary @"$FLEET/bad.yaml"); then
    expectation_failed "422" "$answer"
  fi
  [ "$(jq -r '[.status, (.errors | length)] | join(" ")' <<<"$answer")" = "422 2" ] ||
    expectation_failed "422 with both errors" "$answer"
  expect "the table as before" table_is "$before"
}

test_a5_nagios_says_whether_the_cluster_is_whole() {
  local seen
  seen=$(api GET /nagios/clusters/web -D "$FLEET/headers")
  grep -q '^OK' <<<"$seen" || expectation_failed "OK" "$seen"
  grep -qi '^X-Nagios-Status: 0' "$FLEET/headers" || expectation_failed "X-Nagios-Status: 0" "$(cat "$FLEET/headers")"
}

# Last: after it the cluster is gone.
test_z1_delete_undoes_everything() {
  apply_example
  api DELETE /api/v1/clusters/web >/dev/null
  expect_soon "an empty table" 30 table_is ""
  expect_soon "no VIP on the director" 10 no_vip_on server1
  expect_soon "no VIP on the real server" 10 no_vip_on server2
  expect_soon "the original arp_ignore" 10 sysctl_is server2 net.ipv4.conf.all.arp_ignore 0
  expect_soon "the original arp_announce" 10 sysctl_is server2 net.ipv4.conf.all.arp_announce 0
}

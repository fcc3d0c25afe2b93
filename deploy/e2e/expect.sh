# What the end-to-end tests expect, in words. Sourced.

readonly VIP=172.25.20.100
readonly EXAMPLE=$ROOT/deploy/examples/dr-two-servers.yaml

expectation_failed() {
  say "    expected $1"
  shift
  printf '%s\n' "$@" | sed 's/^/      /' >&2
  exit 1
}

# expect "what" COMMAND…: now.
expect() {
  local what=$1
  shift
  "$@" >/dev/null 2>&1 || expectation_failed "$what" "$(table)"
}

# expect_soon "what" SECONDS COMMAND…
expect_soon() {
  local what=$1 seconds=$2
  shift 2
  eventually "$seconds" "$@" || expectation_failed "$what within $seconds s" "$(table)"
}

# The director's whole table in ipvsadm's own words, sorted, without the foreign service.
table() { "$LAB" exec server1 -- ipvsadm -Sn | grep -v 192.0.2.9 | sort; }

# Addresses of host $1, one "interface address" a line.
addresses() { "$LAB" exec "$1" -- ip -o address show | awk '{ print $2, $4 }'; }

table_is() { [ "$(table)" = "$1" ]; }

# Here-strings, not pipes: "grep -q" ends a pipe early, which looks like a failure.
in_table() { grep -qE -- "$1" <<<"$(table)"; }

not_in_table() { ! in_table "$1"; }

vip_on() { grep -qE "^$2 $VIP/" <<<"$(addresses "$1")"; }

no_vip_on() { ! grep -q " $VIP/" <<<"$(addresses "$1")"; }

sysctl_is() { [ "$("$LAB" exec "$1" -- sysctl -n "$2")" = "$3" ]; }

expect_foreign_untouched() {
  local seen
  seen=$("$LAB" exec server1 -- ipvsadm -Sn | grep 192.0.2.9 || true)
  [ "$seen" = "-A -t 192.0.2.9:99 -s wrr
-a -t 192.0.2.9:99 -r 192.0.2.10:99 -m -w 7" ] || expectation_failed "the foreign service untouched" "$seen"
}

# The example's table while both real servers are up.
readonly BOTH_UP="-A -t $VIP:80 -s rr
-a -t $VIP:80 -r 172.25.20.2:80 -g -w 1
-a -t $VIP:80 -r 172.25.20.3:80 -g -w 1"

apply_example() {
  apply web "$EXAMPLE" >"$FLEET/verdict" || expectation_failed "the example to be applied" "$(cat "$FLEET/verdict")"
  expect_soon "both real servers with weight 1" 30 table_is "$BOTH_UP"
}

# Ten requests from the client; prints who answered how often.
answers() {
  "$LAB" exec client -- sh -c \
    "for i in 1 2 3 4 5 6 7 8 9 10; do curl -s --max-time 2 http://$VIP/ || echo failed; done" | sort | uniq -c |
    sed 's/^ *//' | paste -sd ' '
}

expect_balanced() {
  local seen
  seen=$(answers)
  [ "$seen" = "5 server2 5 server3" ] || expectation_failed "five answers from each server" "$seen" "$(table)"
}

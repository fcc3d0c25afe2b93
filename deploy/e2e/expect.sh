# What the end-to-end tests expect, in words. Sourced. A system says DIRECTOR, AGENTS, WEBS and VIP.

readonly EXAMPLES=$ROOT/deploy/examples

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
table() { "$LAB" exec "$DIRECTOR" -- ipvsadm -Sn | grep -v 192.0.2.9 | sort; }

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
  seen=$("$LAB" exec "$DIRECTOR" -- ipvsadm -Sn | grep 192.0.2.9 || true)
  [ "$seen" = "-A -t 192.0.2.9:99 -s wrr
-a -t 192.0.2.9:99 -r 192.0.2.10:99 -m -w 7" ] || expectation_failed "the foreign service untouched" "$seen"
}

# apply_document FILE: it must be applied everywhere.
apply_document() {
  apply web "$1" >"$FLEET/verdict" || expectation_failed "${1##*/} to be applied" "$(cat "$FLEET/verdict")"
}

# Ten requests from the client to $1 (the VIP); prints who answered how often.
answers() {
  "$LAB" exec client -- sh -c \
    "for i in 1 2 3 4 5 6 7 8 9 10; do curl -s --max-time 2 http://${1:-$VIP}/ || echo failed; done" | sort | uniq -c |
    sed 's/^ *//' | paste -sd ' '
}

# expect_balanced [URL]: both web servers answer in turn.
expect_balanced() {
  local seen
  seen=$(answers "${1:-$VIP}")
  [ "$seen" = "5 ${WEBS[0]} 5 ${WEBS[1]}" ] || expectation_failed "five answers from each server" "$seen" "$(table)"
}

# expect_all_answered [URL]: by whomever.
expect_all_answered() {
  local seen
  seen=$(answers "${1:-$VIP}")
  case $seen in *failed*) expectation_failed "ten answers" "$seen" "$(table)" ;; esac
}

# status_says TEXT: somewhere in what the API tells of the cluster.
status_says() { grep -qF -- "$1" <<<"$(api GET /api/v1/clusters/web/status)"; }

# How many bytes have come into interface $2 of host $1.
received() { "$LAB" exec "$1" -- cat "/sys/class/net/$2/statistics/rx_bytes"; }

# received_by_download HOST INTERFACE URL: how many more after the client got URL.
received_by_download() {
  local before
  before=$(received "$1" "$2")
  "$LAB" exec client -- curl -fsS --max-time 20 -o /dev/null "$3" || expectation_failed "$3 to arrive" "$(table)"
  echo $(($(received "$1" "$2") - before))
}

readonly BIG=4000000

# Beside its page, a web server has a big file, says who asks it, and streams until it is told to stop.
web_programs() {
  # shellcheck disable=SC2016
  "$LAB" exec "$1" -- sh -ec 'cd /run/web-80
    mkdir cgi-bin
    head -c "$1" /dev/zero >big
    printf "%s\n" "#!/bin/sh" "echo; echo \$REMOTE_ADDR | tr -d [] | sed s/^::ffff://" >cgi-bin/peer
    printf "%s\n" "#!/bin/sh" "echo; n=0; while [ ! -e /run/web-80/stop ]; do n=\$((n + 1)); printf \"%01000d\n\" \$n; sleep 0.05; done; echo end" >cgi-bin/stream
    chmod +x cgi-bin/*' sh "$BIG"
}

# What every host was before its agent came.
remember_nodes() {
  local node
  for node in "${AGENTS[@]}"; do
    "$LAB" exec "$node" -- "$ROOT/deploy/e2e/node-state" >"$FLEET/$node.before" &
  done
  wait
}

# Host $1 is what it was before its agent came. Where a kernel made its own tunnel devices meanwhile,
# because a module was loaded, these and their parameters are left out: loading is not undone.
expect_as_before() {
  local device news='^$' seen
  "$LAB" exec "$1" -- "$ROOT/deploy/e2e/node-state" >"$FLEET/$1.after"
  for device in tunl0 gre0 gretap0 erspan0 sit0 ip6tnl0 ip6gre0; do
    grep -q "^$device@" "$FLEET/$1.before" || news+="|^$device@|\\.$device\\."
  done
  seen=$(diff "$FLEET/$1.before" <(grep -vE "$news" "$FLEET/$1.after")) ||
    expectation_failed "$1 to be as before its enrolment" "$seen"
}

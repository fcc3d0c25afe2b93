# shellcheck shell=bash
# What every part of the lab needs: messages, the run directory, the state file and process identities.

LAB_PROJECT=$(cd "$LAB_DIR/../.." && pwd -P)
LAB_CACHE=${XDG_CACHE_HOME:-$HOME/.cache}/lvs-fleet
RUN=${LVS_LAB_RUN:-${XDG_RUNTIME_DIR:-/tmp}/lvs-lab-$(id -u)}
case $RUN in /*) ;; *) RUN=$PWD/$RUN ;; esac

say() { printf 'lab: %s\n' "$*" >&2; }
die() { printf 'lab: error: %s\n' "$*" >&2; exit 1; }
have() { command -v "$1" >/dev/null 2>&1; }
is_root() { [ "$(id -u)" = 0 ]; }

# need TOOL PACKAGE: stop with the package's name rather than with "command not found" half way through.
need() { have "$1" || die "'$1' is missing; install the Debian package '$2' ('lab packages' lists and installs all of them)"; }

# The state file holds everything 'down' has to undo, one assignment a line. A line is written before the thing it
# names is made, so that an 'up' that dies half way can still be undone.
state_set() { printf '%s=%q\n' "$1" "$2" >>"$RUN/state"; }

state_load() {
  STATE_BACKEND='' STATE_PID='' STATE_TAP='' STATE_ADDRESS='' STATE_PORT='' STATE_GUEST_PID='' STATE_READY='' \
  STATE_CONTROL_PLANE='' STATE_LISTEN='' STATE_TOPOLOGY='' STATE_HOSTS='' STATE_ROOTS=''
  [ -f "$RUN/state" ] || return 1
  # shellcheck disable=SC1091
  . "$RUN/state"
}

need_lab() { state_load && [ -n "$STATE_READY" ] || die "no lab is up in $RUN; run 'lab up' first"; }

# A process is named by its id and its start time: ids are reused, and 'down' may run days after a crash.
process_identity() {
  local stat
  { read -r stat <"/proc/$1/stat"; } 2>/dev/null || return 1
  stat=${stat##*) }
  # shellcheck disable=SC2086
  set -- "$1" $stat
  case $2 in Z | X) return 1 ;; esac
  printf '%s:%s\n' "$1" "${21}"
}

process_alive() { [ -n "$1" ] && [ "$(process_identity "${1%%:*}")" = "$1" ]; }

# process_wait_gone IDENTITY TENTHS
process_wait_gone() {
  local left=$(($2 * 5))
  while process_alive "$1"; do
    [ $((left--)) -gt 0 ] || return 1
    sleep 0.02
  done
}

# process_end IDENTITY: ends a process that leads its own group, and the group with it.
process_end() {
  process_alive "$1" || return 0
  kill -KILL -- "-${1%%:*}" 2>/dev/null || kill -KILL "${1%%:*}" 2>/dev/null || true
  process_wait_gone "$1" 50 || say "process ${1%%:*} does not end"
}

# Only one 'up' or 'down' at a time in a run directory. The lock lies beside it, for 'down' removes the directory.
lab_lock() {
  exec 9>"$RUN.lock"
  flock -w 60 9 || die "another 'lab up' or 'lab down' is at work in $RUN"
}

# wait_ready IDENTITY TENTHS: the guest prints this line on its console when everything is in place.
wait_ready() {
  local left=$(($2 * 5)) line
  while [ $((left--)) -gt 0 ]; do
    while read -r line; do
      case $line in
        *LVS-LAB-READY*) return 0 ;;
        *LVS-LAB-FAILED*) return 1 ;;
      esac
    done <"$RUN/console.log"
    process_alive "$1" || return 1
    sleep 0.02
  done
  return 1
}

# The guest reads its settings from this file; the kernel command line only says where it is.
write_guest_settings() {
  {
    printf 'LAB_KIND=%q\nLAB_DIR=%q\nLAB_PROJECT=%q\nRUN=%q\n' "$1" "$LAB_DIR" "$LAB_PROJECT" "$RUN"
    printf 'LAB_UPLINK=%q\nLAB_MGMT_NET=%q\nLAB_MGMT_GUEST=%q\nLAB_PORT=%q\n' "$2" "$3" "$4" "$5"
    printf 'LAB_TOPOLOGY=%q\nLAB_HOSTS=%q\n' "$LAB_TOPOLOGY" "$LAB_HOSTS"
    printf 'LAB_HOST_HOME=%q\nLAB_JAVA_HOME=%q\n' "${HOME:-/root}" "${JAVA_HOME:-}"
  } >"$RUN/guest.env"
}

# claim_subnet: sets SUBNET_INDEX and SUBNET_NET (the first three numbers of a free /24 out of 198.18.0.0/15, the range
# set aside for benchmarks, which nobody routes). CLAIM is a command that makes the device named $1 and so takes the
# number: two labs that start together cannot both succeed.
claim_subnet() {
  local claim=$1 start=$((RANDOM % 512)) i used
  used=$(ip -4 route show table all; ip -4 -o addr show)
  for ((i = 0; i < 512; i++)); do
    SUBNET_INDEX=$(((start + i) % 512))
    SUBNET_NET=198.$((18 + SUBNET_INDEX / 256)).$((SUBNET_INDEX % 256))
    case $used in *"$SUBNET_NET."*) continue ;; esac
    "$claim" "lvslab$SUBNET_INDEX" && return 0
  done
  die "no free subnet left in 198.18.0.0/15"
}

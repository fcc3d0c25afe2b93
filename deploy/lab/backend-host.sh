# shellcheck shell=bash
# The host's own kernel, when it has ip_vs: namespaces only, nothing to boot.

host_obstacle() {
  if [ ! -e /proc/net/ip_vs ]; then
    if is_root && have modprobe && modprobe -q ip_vs 2>/dev/null && [ -e /proc/net/ip_vs ]; then :; else
      # The variable serves those who work on the lab itself.
      [ -n "${LVS_LAB_WITHOUT_IPVS:-}" ] || { echo "this kernel has no ip_vs"; return; }
    fi
  fi
  is_root || echo "needs root"
}

host_claim_veth() {
  state_set STATE_TAP "$1"
  if ip link add name "$1" type veth peer name "$1p" 2>/dev/null; then return 0; fi
  state_set STATE_TAP ''
  return 1
}

host_start() {
  local device pid=''
  claim_subnet host_claim_veth
  device=lvslab$SUBNET_INDEX
  ip link set dev "$device" addrgenmode none 2>/dev/null || true
  ip addr add "$SUBNET_NET.1/24" dev "$device"
  ip link set dev "$device" up
  write_guest_settings host "${device}p" "$SUBNET_NET" "$SUBNET_NET.2" 0
  state_set STATE_CONTROL_PLANE "$SUBNET_NET.1"
  state_set STATE_LISTEN "$SUBNET_NET.1"
  # Everything hangs on this one process: it is process 1 of its own namespace, so that the kernel ends all others with it.
  # It waits for its network device, which can only be handed over once it exists.
  mkdir "$RUN/guest"
  mkfifo "$RUN/guest/go"
  # shellcheck disable=SC2016
  setsid unshare --net --uts --mount --pid --fork --kill-child --mount-proc env -i lab_kind=host "lab_run=$RUN" \
    bash -c 'read -r _ <"$lab_run/guest/go"; exec "$0" stage2' "$LAB_DIR/guest-init" </dev/null >"$RUN/console.log" 2>&1 9>&- &
  LAB_IDENTITY=$(process_identity $!) || die "namespaces cannot be made here; see $RUN/console.log"
  state_set STATE_PID "$LAB_IDENTITY"
  disown $!
  for _ in {1..500}; do
    # This file has no newline at its end, for which read fails though it reads.
    read -r pid _ <"/proc/${LAB_IDENTITY%%:*}/task/${LAB_IDENTITY%%:*}/children" || true
    [ -z "$pid" ] || break
    process_alive "$LAB_IDENTITY" || return 1
    sleep 0.01
  done
  state_set STATE_GUEST_PID "$pid"
  ip link set dev "${device}p" netns "$pid"
  echo >"$RUN/guest/go"
  wait_ready "$LAB_IDENTITY" 200 || return 1
}

host_stop() {
  process_end "$STATE_PID"
  # The other end died with its namespace, and usually took this one along.
  [ -z "$STATE_TAP" ] || ! ip link show dev "$STATE_TAP" >/dev/null 2>&1 || ip link del dev "$STATE_TAP" 2>/dev/null || true
}

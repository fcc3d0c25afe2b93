# shellcheck shell=bash
# User-Mode Linux: a whole kernel as one process. Boots in under a second, needs root for its tap device only.

uml_kernel() {
  local file
  if [ -n "${LVS_LAB_UML:-}" ]; then
    printf '%s\n' "$LVS_LAB_UML"
    return
  fi
  # The highest version in the cache.
  file=$(find "$LAB_CACHE" -maxdepth 1 -type f -name 'linux-uml-*' -perm -u+x 2>/dev/null | sort -V | tail -n 1)
  [ -n "$file" ] && printf '%s\n' "$file"
}

# Says why it cannot be used, or nothing.
uml_obstacle() {
  local kernel
  if ! is_root; then echo "needs root for a tap device"; return; fi
  if ! kernel=$(uml_kernel); then echo "no UML kernel in $LAB_CACHE ('lab build-kernel' makes one)"; return; fi
  [ -x "$kernel" ] || { echo "$kernel is no executable file"; return; }
  [ -c /dev/net/tun ] || echo "there is no /dev/net/tun"
}

uml_claim_tap() {
  state_set STATE_TAP "$1"
  if ip tuntap add dev "$1" mode tap 2>/dev/null; then return 0; fi
  state_set STATE_TAP ''
  return 1
}

uml_start() {
  local kernel tap cpu options=()
  kernel=$(uml_kernel)
  claim_subnet uml_claim_tap
  tap=lvslab$SUBNET_INDEX
  [ ! -e "/proc/sys/net/ipv6/conf/$tap/disable_ipv6" ] || echo 1 >"/proc/sys/net/ipv6/conf/$tap/disable_ipv6" 2>/dev/null || true
  ip addr add "$SUBNET_NET.1/24" dev "$tap"
  ip link set dev "$tap" up
  write_guest_settings uml vec0 "$SUBNET_NET" "$SUBNET_NET.2" 7000
  state_set STATE_ADDRESS "$SUBNET_NET.2"
  state_set STATE_PORT 7000
  state_set STATE_CONTROL_PLANE "$SUBNET_NET.1"
  state_set STATE_LISTEN "$SUBNET_NET.1"
  # The faster way to run guest processes; kernels before 6.16 do not know it and would take it for an argument of init.
  if "$kernel" --help 2>/dev/null | grep -q '^seccomp='; then options+=(seccomp=on); fi
  # One processor: a guest that moves between processors is several times slower. The last one, as the first tends to
  # carry the host's own work.
  cpu=${LVS_LAB_CPU:-$(taskset -cp $$ | sed 's/.*[^0-9]//')}
  setsid taskset -c "$cpu" "$kernel" "umid=lvslab$SUBNET_INDEX" "uml_dir=$RUN/uml/" "mem=${LVS_LAB_MEMORY:-2G}" \
    root=/dev/root rootfstype=hostfs rootflags=/ ro quiet panic=-1 "${options[@]}" \
    "vec0:transport=tap,ifname=$tap,depth=128" "init=$LAB_DIR/guest-init" con=null con0=null,fd:1 ssl=null \
    lab_kind=uml "lab_run=$RUN" </dev/null >"$RUN/console.log" 2>&1 9>&- &
  LAB_IDENTITY=$(process_identity $!) || die "the UML kernel $kernel does not start; see $RUN/console.log"
  state_set STATE_PID "$LAB_IDENTITY"
  disown $!
  wait_ready "$LAB_IDENTITY" 600 || return 1
}

uml_stop() {
  if process_alive "$STATE_PID" && [ -n "$STATE_READY" ]; then guest_power_off; fi
  process_end "$STATE_PID"
  [ -z "$STATE_TAP" ] || ! ip link show dev "$STATE_TAP" >/dev/null 2>&1 || ip link del dev "$STATE_TAP"
}

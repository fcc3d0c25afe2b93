# shellcheck shell=bash
# Chooses the backend, brings the lab up and takes it down again.
LAB_BACKENDS='host uml qemu'

for part in host uml qemu; do
  # shellcheck disable=SC1090
  . "$LAB_DIR/backend-$part.sh"
done

choose_backend() {
  local wanted=$1 name obstacle
  if [ -n "$wanted" ]; then
    case " $LAB_BACKENDS " in *" $wanted "*) ;; *) die "there is no backend '$wanted'; there are: $LAB_BACKENDS" ;; esac
    obstacle=$("${wanted}_obstacle")
    [ -z "$obstacle" ] || die "backend $wanted cannot be used: $obstacle"
    LAB_BACKEND=$wanted
    say "backend $wanted: as asked for"
    return
  fi
  local reasons=''
  for name in $LAB_BACKENDS; do
    obstacle=$("${name}_obstacle")
    if [ -z "$obstacle" ]; then
      LAB_BACKEND=$name
      say "backend $name${reasons:+ (${reasons%; })}"
      return
    fi
    reasons+="$name: $obstacle; "
  done
  die "no backend can be used: ${reasons%; }"
}

# Lets the guest write its files out and stop by itself; the caller ends whatever is left after that.
guest_power_off() {
  (channel_script 'sync; busybox poweroff -f') >/dev/null 2>&1 &
  local helper=$!
  process_wait_gone "$STATE_PID" 30 || true
  kill "$helper" 2>/dev/null || true
  wait "$helper" 2>/dev/null || true
}

command_up() {
  local backend=${LVS_LAB_BACKEND:-} topology=default hosts='' began seconds
  while [ $# -gt 0 ]; do
    case $1 in
      --backend | --topology | --hosts) [ $# -ge 2 ] || die "$1 wants a value" ;;&
      --backend) backend=$2; shift 2 ;;
      --topology) topology=$2; shift 2 ;;
      --hosts) hosts=${2//,/ }; shift 2 ;;
      *) die "usage: lab up [--backend host|uml|qemu] [--topology NAME|FILE] [--hosts HOST,HOST...]" ;;
    esac
  done
  case $LAB_DIR$RUN in *[[:space:]]*) die "the lab needs paths without spaces: $LAB_DIR, $RUN" ;; esac
  LAB_TOPOLOGY=$(topology_file "$topology")
  [ -f "$LAB_TOPOLOGY" ] || die "there is no topology file $LAB_TOPOLOGY"
  LAB_TOPOLOGY=$(realpath "$LAB_TOPOLOGY")
  LAB_HOSTS=${hosts:-$(topology_selected "$LAB_TOPOLOGY" | tr '\n' ' ')}
  LAB_HOSTS=${LAB_HOSTS% }
  topology_check "$LAB_TOPOLOGY" "$LAB_HOSTS"
  choose_backend "$backend"
  packages_check "$LAB_BACKEND"
  mkdir -p "$(dirname "$RUN")"
  lab_lock
  if [ -e "$RUN" ]; then
    if state_load && [ -n "$STATE_READY" ] && process_alive "$STATE_PID"; then
      die "a lab is already up in $RUN; 'lab down' ends it, LVS_LAB_RUN names another directory"
    fi
    say "cleaning up after an earlier lab in $RUN"
    lab_undo
  fi
  began=$(date +%s%N)
  mkdir -m 700 "$RUN"
  mkdir "$RUN/spool" "$RUN/logs" "$RUN/processes" "$RUN/uml"
  : >"$RUN/state"
  : >"$RUN/console.log"
  RUN=$(cd "$RUN" && pwd -P)
  state_set STATE_BACKEND "$LAB_BACKEND"
  state_set STATE_TOPOLOGY "$LAB_TOPOLOGY"
  state_set STATE_HOSTS "$LAB_HOSTS"
  # However this ends before the lab is up, nothing stays behind.
  trap 'state_load; lab_undo; rm -f "$RUN.lock"' EXIT
  trap 'say interrupted; exit 130' INT TERM
  if ! "${LAB_BACKEND}_start"; then
    sed 's/^/lab: console: /' "$RUN/console.log" | tail -n 15 >&2
    die "the lab did not come up with backend $LAB_BACKEND"
  fi
  trap - EXIT INT TERM
  state_set STATE_READY yes
  seconds=$((($(date +%s%N) - began) / 10000000))
  say "up in $((seconds / 100)).$(printf %02d $((seconds % 100))) s: ${LAB_HOSTS:-no hosts} ($RUN)"
}

# Undoes what the state file names, then removes the directory.
lab_undo() {
  local pid identity
  [ -z "$STATE_BACKEND" ] || "${STATE_BACKEND}_stop"
  # An 'up' that was killed may have died between starting the guest and noting its process. The directory names it.
  for pid in $(pgrep -f -- "lab_run=$RUN( |\$)" || true); do
    identity=$(process_identity "$pid") || continue
    process_end "$identity"
  done
  rm -rf "$RUN"
}

command_down() {
  [ $# -eq 0 ] || die "usage: lab down"
  if [ ! -e "$RUN" ]; then
    rm -f "$RUN.lock"
    say "no lab in $RUN"
    return
  fi
  lab_lock
  [ -f "$RUN/state" ] || die "$RUN is no lab's run directory; it is left alone"
  state_load
  lab_undo
  rm -f "$RUN.lock"
  say "down"
}

command_status() {
  if ! state_load; then
    echo "down: no lab in $RUN"
    return 1
  fi
  local health=up
  process_alive "$STATE_PID" && [ -n "$STATE_READY" ] || health='broken (run "lab down")'
  printf 'state: %s\nbackend: %s\nrun directory: %s\ntopology: %s\nhosts: %s\ncontrol plane as seen by agents: %s\n' "$health" \
    "$STATE_BACKEND" "$RUN" "$STATE_TOPOLOGY" "$STATE_HOSTS" "$STATE_CONTROL_PLANE"
  [ "$health" = up ]
}

run_command() {
  local rc=0 backend=()
  if [ "${1:-}" != --boot ]; then
    [ $# -ge 1 ] || die "usage: lab run [--boot [--backend B]] COMMAND..."
    need_lab
    command_run "$@"
    return
  fi
  shift
  if [ "${1:-}" = --backend ]; then
    backend=(--backend "$2")
    shift 2
  fi
  [ "${1:-}" != -- ] || shift
  [ $# -ge 1 ] || die "usage: lab run [--boot [--backend B]] COMMAND..."
  RUN=$(mktemp -du "${XDG_RUNTIME_DIR:-/tmp}/lvs-lab-run.XXXXXX")
  command_up --topology none "${backend[@]}"
  state_load
  trap 'command_down' EXIT
  command_run "$@" || rc=$?
  exit "$rc"
}

# shellcheck shell=bash
# Runs commands in the guest. With UML and QEMU a request is a small shell script in the spool, started over three
# connections (see guest-serve); with the host backend it is nsenter. Needs RUN and a loaded state.

# guest_script SCRIPT: runs it as root in the guest's root namespace, streams both outputs, returns its exit code.
guest_script() {
  case $STATE_BACKEND in
    # Both steps die with their parent, so that a command ends when its caller does.
    host) setpriv --pdeathsig TERM nsenter -t "$STATE_GUEST_PID" -m -n -u -p -- setpriv --pdeathsig TERM sh -c "RUN=$RUN LAB_DIR=$LAB_DIR LAB_GUEST=$RUN/guest"$'\nexport RUN LAB_DIR LAB_GUEST\n'"$1" </dev/null ;;
    *) channel_script "$1" ;;
  esac
}

channel_script() {
  local id=$$.$RANDOM$RANDOM$RANDOM request out err control cat_out cat_err rc=''
  request=$RUN/spool/$id
  printf '%s\n' "$1" >"$request"
  # Each connection says what it is; each reader keeps only its own, so that the guest sees the control connection end
  # at the moment this process ends, however it ends.
  channel_open out "o $id"
  cat <&"$out" &
  cat_out=$!
  exec {out}>&-
  channel_open err "e $id"
  cat <&"$err" >&2 &
  cat_err=$!
  exec {err}>&-
  channel_open control "c $id"
  read -r rc <&"$control" || true
  # The guest closes both outputs when the last process that holds them ends, as with ssh.
  wait "$cat_out" "$cat_err" || true
  exec {control}>&-
  rm -f "$request"
  [ -n "$rc" ] || { printf 'lab: error: the guest went away during the command\n' >&2; return 125; }
  return "$rc"
}

channel_open() {
  local -n descriptor=$1
  # shellcheck disable=SC1083
  { exec {descriptor}<>"/dev/tcp/$STATE_ADDRESS/$STATE_PORT"; } 2>/dev/null ||
    { rm -f "$request"; printf 'lab: error: the guest does not answer; see %s/console.log\n' "$RUN" >&2; exit 125; }
  printf '%s\n' "$2" >&"$descriptor"
}

# quoted WORD...: text that any POSIX shell reads back as the same words (what %q prints is for bash alone).
quoted() {
  local word
  for word; do printf "'%s' " "${word//\'/\'\\\'\'}"; done
}

# in_host HOST COMMAND...: the script text that runs the command in a host, in the caller's directory if it exists there.
# Entering a mount namespace forgets the directory, hence the inner shell.
in_host() {
  local host=$1
  shift
  check_host "$host"
  printf 'read -r pid <"$LAB_GUEST/hosts/%s" && exec nsenter -t "$pid" -n -u -m -- sh -c %s %s %s' "$host" \
    "'cd \"\$0\" 2>/dev/null || cd /; exec \"\$@\"'" "$(quoted "$PWD")" "$(quoted "$@")"
}

check_host() {
  case " $STATE_HOSTS " in *" $1 "*) ;; *) die "this lab has no host '$1'; it has: $STATE_HOSTS" ;; esac
}

command_exec() {
  [ $# -ge 2 ] || die "usage: lab exec HOST [--] COMMAND..."
  local host=$1
  shift
  [ "$1" != -- ] || shift
  [ $# -ge 1 ] || die "usage: lab exec HOST [--] COMMAND..."
  guest_script "$(in_host "$host" "$@")"
}

# One-shot in the root namespace of the guest.
command_run() {
  guest_script "cd $(quoted "$PWD") 2>/dev/null || cd /
exec $(quoted "$@")"
}

check_name() { case $1 in '' | .* | *[!A-Za-z0-9._-]*) die "'$1' is no usable name: letters, digits, dots, - and _ only" ;; esac; }

command_spawn() {
  [ $# -ge 3 ] || die "usage: lab spawn HOST NAME -- COMMAND..."
  local host=$1 name=$2
  shift 2
  [ "$1" != -- ] || shift
  [ $# -ge 1 ] || die "usage: lab spawn HOST NAME -- COMMAND..."
  check_name "$name"
  guest_script "exec \"\$LAB_DIR/guest-process\" spawn $(quoted "$host" "$name" "$(in_host "$host" "$@")")"
}

command_kill() {
  [ $# -ge 2 ] && [ $# -le 3 ] || die "usage: lab kill HOST NAME [SIGNAL]"
  check_host "$1"
  check_name "$2"
  guest_script "exec \"\$LAB_DIR/guest-process\" kill $(quoted "$1" "$2" "${3:-TERM}")"
}

command_ps() { guest_script 'exec "$LAB_DIR/guest-process" list'; }

# Outside the checkout and the run directory the guest may keep what it once read of a file; this makes it look again.
command_refresh() { guest_script 'sync; [ ! -e /proc/sys/vm/drop_caches ] || echo 3 >/proc/sys/vm/drop_caches'; }

# A person's shell. With the host backend it is a real one; else each line is a command of its own, with the directory
# and the exported variables carried over.
command_shell() {
  [ $# -eq 1 ] || die "usage: lab shell HOST"
  check_host "$1"
  if [ "$STATE_BACKEND" = host ]; then
    local pid
    read -r pid <"$RUN/guest/hosts/$1"
    exec nsenter -t "$STATE_GUEST_PID" -m -n -p -- nsenter -t "$pid" -n -u -m -- "${SHELL:-/bin/sh}"
  fi
  local line carry=$RUN/shell.$$ first="cd $PWD 2>/dev/null"
  say "a line is a command; full-screen programs do not work here; 'exit' leaves"
  while IFS= read -re -p "$1# " line; do
    [ "$line" != exit ] || break
    [ -n "$line" ] || continue
    history -s -- "$line"
    guest_script "$(in_host "$1" bash -c "
      if [ -f ${carry@Q} ]; then . ${carry@Q}; else $first; fi
      trap '{ echo cd \"\${PWD@Q}\"; export -p; } >${carry@Q}' EXIT
      eval ${line@Q}")" || printf '[%s]\n' $? >&2
  done
  rm -f "$carry"
}

command_env() {
  printf 'LAB_BACKEND=%q\nLAB_RUN=%q\nLAB_CONTROL_PLANE_ADDRESS=%q\nLAB_LISTEN_ADDRESS=%q\n' \
    "$STATE_BACKEND" "$RUN" "$STATE_CONTROL_PLANE" "$STATE_LISTEN"
}

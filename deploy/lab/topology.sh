# shellcheck shell=bash
# Reads a topology file and builds it: a host is a network namespace (with its own host name, /sys and /run), a network
# is a bridge in the root namespace. Runs inside the guest, where nothing else has network devices.

# topology_file NAME: a path, or the name of a file beside this one.
topology_file() {
  case $1 in
    */*) printf '%s\n' "$1" ;;
    *) printf '%s\n' "$LAB_DIR/topologies/$1" ;;
  esac
}

# topology_hosts FILE: all hosts it describes.
topology_hosts() { awk '$1 == "host" && !seen[$2]++ { print $2 }' "$1"; }

# topology_selected FILE: the hosts it starts when nobody names others.
topology_selected() { awk '$1 == "select" { for (i = 2; i <= NF; i++) print $i }' "$1"; }

# topology_check FILE HOSTS: every wanted host must be described.
topology_check() {
  local host known
  [ -f "$1" ] || die "there is no topology file $1"
  known=" $(topology_hosts "$1" | tr '\n' ' ')"
  for host in $2; do
    case $known in *" $host "*) ;; *) die "topology $1 has no host '$host'; it has:$known" ;; esac
  done
}

# A host is kept alive by one sleeping process, for a namespace that has a process needs no mounts to keep it and ends
# with it. /run is private so that two hosts can run the same daemon with its usual pid file and sockets; the lab's run
# directory is brought back in case it lies below /run. busybox brings its own small mount, which matters where a guest
# is slow at starting programs.
host_keeper() {
  local host=$1
  # shellcheck disable=SC2016
  setsid unshare --net --uts --mount --propagation slave busybox sh -c '
    set -e
    run=$2
    hostname "$1"
    mount -n -t sysfs -o nosuid,nodev,noexec sysfs /sys
    mount -n -t tmpfs -o mode=755 tmpfs /mnt
    mkdir -p /mnt/lock
    case $run in /run/*) mkdir -p "/mnt${run#/run}"; mount -n -o bind "$run" "/mnt${run#/run}" ;; esac
    mount -n -o move /mnt /run
    [ ! -d /var/run ] || [ -L /var/run ] || mount -n -o bind /run /var/run
    for s in ipv4/conf/all/rp_filter=0 ipv4/conf/default/rp_filter=0 ipv6/conf/all/accept_dad=0 \
             ipv6/conf/default/accept_dad=0 ipv6/conf/default/accept_ra=0; do
      [ ! -e "/proc/sys/net/${s%=*}" ] || echo "${s#*=}" >"/proc/sys/net/${s%=*}"
    done
    # Through the descriptor, for the path is hidden by now.
    echo ok
    exec sleep infinity >/dev/null 2>&1' keeper "$host" "$RUN" </dev/null >"$LAB_GUEST/hosts/$host.ok" 2>"$LAB_GUEST/hosts/$host.err" &
  printf '%s\n' "$!" >"$LAB_GUEST/hosts/$host"
}

host_pid() { local pid; read -r pid <"$LAB_GUEST/hosts/$1" && printf '%s\n' "$pid"; }

# topology_apply FILE HOSTS
topology_apply() {
  local file=$1 wanted=" $2 " host left n=0 batch=$LAB_GUEST/batch verb a b c d e pid networks=' '
  mkdir -p "$LAB_GUEST/hosts" /run/netns
  for host in $2; do host_keeper "$host"; done
  : >"$batch"
  {
    if [ -n "$LAB_UPLINK" ]; then
      echo "link add name mgmt type bridge forward_delay 0 mcast_snooping 0"
      echo "link set dev $LAB_UPLINK master mgmt addrgenmode none up"
      echo "addr add $LAB_MGMT_GUEST/24 dev mgmt"
      echo "link set dev mgmt addrgenmode none up"
    fi
  } >>"$batch"
  while read -r verb a b c d e; do
    case $verb:$wanted in host:*" $a "*) ;; *) continue ;; esac
    case $networks in
      *" $c "*) ;;
      *)
        networks+="$c "
        printf 'link add name net-%s type bridge forward_delay 0 mcast_snooping 0\nlink set dev net-%s addrgenmode none up\n' "$c" "$c" >>"$batch"
        ;;
    esac
    n=$((n + 1))
    pid=$(host_pid "$a")
    {
      echo "link add name port$n type veth peer name $b netns $pid"
      echo "link set dev port$n master net-$c addrgenmode none up"
    } >>"$batch"
    {
      echo "addr add $d dev $b"
      [ -z "$e" ] || echo "addr add $e dev $b nodad"
      echo "link set dev $b up"
    } >>"$batch.$a"
  done <"$file"
  n=0
  for host in $2; do
    n=$((n + 1))
    if [ -n "$LAB_UPLINK" ]; then
      {
        echo "link add name mgmt-port$n type veth peer name mgmt0 netns $(host_pid "$host")"
        echo "link set dev mgmt-port$n master mgmt addrgenmode none up"
      } >>"$batch"
      {
        echo "link set dev mgmt0 addrgenmode none"
        echo "addr add $LAB_MGMT_NET.$((100 + n))/24 dev mgmt0"
        echo "link set dev mgmt0 up"
      } >>"$batch.$host"
    fi
    echo "link set dev lo up" >>"$batch.$host"
  done
  while read -r verb a b c; do
    case $verb:$wanted in gateway:*" $a "*) ;; *) continue ;; esac
    {
      echo "route add default via $b"
      [ -z "$c" ] || echo "route add default via $c"
    } >>"$batch.$a"
  done <"$file"

  for host in $2; do
    left=500
    until [ -s "$LAB_GUEST/hosts/$host.ok" ]; do
      [ $((left--)) -gt 0 ] && kill -0 "$(host_pid "$host")" 2>/dev/null ||
        { echo "host $host did not start: $(cat "$LAB_GUEST/hosts/$host.err")"; return 1; }
      sleep 0.01
    done
  done
  ip -batch "$batch" || return 1
  for host in $2; do
    # The names serve 'ip -n HOST' and 'ip netns exec HOST' for those who are used to them.
    ip netns attach "$host" "$(host_pid "$host")" || return 1
    ip -n "$host" -batch "$batch.$host" || return 1
  done
  while read -r verb a; do
    case $verb:$wanted in forward:*" $a "*) ;; *) continue ;; esac
    nsenter -t "$(host_pid "$a")" -n sh -c \
      'echo 1 >/proc/sys/net/ipv4/ip_forward; echo 1 >/proc/sys/net/ipv6/conf/all/forwarding' || return 1
  done <"$file"
}

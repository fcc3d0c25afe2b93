# shellcheck shell=bash
# The Debian packages behind the tools that the lab and the tests in it use: 'lab packages'.
# The guest has the development host's file system, so a tool installed here is there too.

# TOOL:PACKAGE. Without the first group no lab comes up.
PACKAGES_LAB='ip:iproute2 bridge:iproute2 nsenter:util-linux unshare:util-linux taskset:util-linux setsid:util-linux
  flock:util-linux perl:perl-base busybox:busybox awk:mawk pgrep:procps'
PACKAGES_TESTS='ipvsadm:ipvsadm nft:nftables arptables:arptables conntrack:conntrack curl:curl ping:iputils-ping
  arping:arping tcpdump:tcpdump ps:procps'
PACKAGES_HOST='modprobe:kmod'
PACKAGES_UML=''
PACKAGES_QEMU='qemu-system-x86_64:qemu-system-x86 cpio:cpio xz:xz-utils modprobe:kmod depmod:kmod dpkg-deb:dpkg apt-get:apt'
PACKAGES_BUILD='gcc:gcc make:make flex:flex bison:bison bc:bc xz:xz-utils cpio:cpio'

# packages_missing TOOL:PACKAGE...: the packages whose tool is not there.
packages_missing() {
  local pair
  for pair; do
    have "${pair%%:*}" || printf '%s\n' "${pair#*:}"
  done | sort -u
}

packages_of() {
  local name=PACKAGES_${1^^}
  printf '%s\n' "$PACKAGES_LAB ${!name}"
}

# packages_check BACKEND: stops 'up' when something it needs itself is missing; the tools of tests are their own affair.
packages_check() {
  local missing
  # shellcheck disable=SC2046
  missing=$(packages_missing $(packages_of "$1") | tr '\n' ' ')
  [ -z "$missing" ] || die "missing Debian packages: ${missing% } ('lab packages' installs them)"
}

command_packages() {
  local backend=${1:-${LVS_LAB_BACKEND:-}} missing
  if [ -z "$backend" ]; then
    if [ -z "$(host_obstacle)" ]; then backend=host; elif [ -z "$(uml_obstacle)" ]; then backend=uml; else backend=qemu; fi
  fi
  case $backend in host | uml | qemu | build) ;; *) die "usage: lab packages [host|uml|qemu|build]" ;; esac
  # shellcheck disable=SC2046,SC2086
  missing=$(packages_missing $(packages_of "$backend") $PACKAGES_TESTS | tr '\n' ' ')
  if [ "$backend" = build ] && [ ! -e /usr/include/libelf.h ]; then missing+='libelf-dev '; fi
  if [ -z "$missing" ]; then
    say "nothing is missing for $backend"
    return
  fi
  set -- apt-get install -y --no-install-recommends
  # shellcheck disable=SC2086
  set -- "$@" $missing
  if is_root; then
    say "$*"
    # A fresh machine has no package lists yet, or lists of packages that are gone.
    DEBIAN_FRONTEND=noninteractive "$@" >&2 ||
      { apt-get update >&2 && DEBIAN_FRONTEND=noninteractive "$@" >&2; } ||
      die "could not install: ${missing% }"
  else
    printf '%s\n' "$*"
    say "run this as root"
    return 1
  fi
}

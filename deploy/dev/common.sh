# What every part of ./dev needs: messages, packages, temporary places. Sourced.

say() { printf '%s\n' "$*" >&2; }

step() { printf '\033[1m==>\033[0m %s\n' "$*" >&2; }

# Ends with one clear error; further arguments are further lines.
die() {
  printf 'error: %s\n' "$1" >&2
  shift
  local line
  for line; do printf '       %s\n' "$line" >&2; done
  exit 1
}

# Debian packages that are not installed, of those named.
missing_packages() {
  local package
  for package; do
    dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed || printf '%s ' "$package"
  done
}

# Makes sure Debian packages are there: root installs them, anybody else is told how.
need_packages() {
  command -v dpkg-query >/dev/null || {
    say "not a Debian system: please see that these are installed: $*"
    return 0
  }
  local missing
  missing=$(missing_packages "$@")
  [ -n "$missing" ] || return 0
  if [ "$(id -u)" -ne 0 ]; then
    die "these Debian packages are missing: $missing" "Install them with:  sudo apt-get install $missing"
  fi
  step "installing Debian packages: $missing"
  apt_get install $missing || { apt_get update && apt_get install $missing; } ||
    die "could not install: $missing" "Try by hand:  apt-get update && apt-get install $missing"
}

apt_get() {
  DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends -o Dpkg::Use-Pty=0 "$@" >/dev/null
}

# A TCP port of 127.0.0.1 nobody listens on: $1 if free, else the next free one.
free_port() {
  local port=$1
  while (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do port=$((port + 1)); done
  printf '%s\n' "$port"
}

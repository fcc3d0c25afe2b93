# shellcheck shell=bash
# Builds the User-Mode Linux kernel from Debian's kernel source into the cache: 'lab build-kernel'.

# The suite with the newest kernels; reached through whichever Debian mirror the machine already uses. Without it, what
# the machine's own release offers is good enough.
UML_SUITE=${LVS_LAB_SOURCE_SUITE:-trixie-backports}

# uml_fetch_source: downloads and unpacks the newest linux-source into the current directory; sets UML_VERSION.
uml_fetch_source() {
  local mirror package keyring=/usr/share/keyrings/debian-archive-keyring.gpg newest=()
  mirror=$(apt-get indextargets --format '$(ORIGIN) $(REPO_URI)' 2>/dev/null | awk '$1 == "Debian" && $2 ~ /\/debian\/$/ { print $2; exit }')
  if [ -n "$mirror" ] && [ -f "$keyring" ]; then
    mkdir sources.parts
    printf 'deb [signed-by=%s] %s %s main\n' "$keyring" "$mirror" "$UML_SUITE" >sources.list
    if (apt_private_update "$PWD/apt" -o Dir::Etc::sourcelist="$PWD/sources.list" -o Dir::Etc::sourceparts="$PWD/sources.parts") 2>/dev/null; then
      newest=(-qq -o "Dir::State::lists=$PWD/apt/lists" -o "Dir::Cache=$PWD/apt" -o APT::Sandbox::User=root
        -o "Dir::Etc::sourcelist=$PWD/sources.list" -o "Dir::Etc::sourceparts=$PWD/sources.parts")
    else
      say "$UML_SUITE cannot be reached; taking this machine's own release"
    fi
  fi
  package=$(apt-cache "${newest[@]}" search --names-only '^linux-source-[0-9.]+$' | awk '{ print $1 }' | sort -V | tail -n 1)
  if [ -z "$package" ]; then
    newest=()
    package=$(apt-cache search --names-only '^linux-source-[0-9.]+$' | awk '{ print $1 }' | sort -V | tail -n 1)
  fi
  [ -n "$package" ] || die "no linux-source package in this machine's package lists; run 'apt-get update' as root"
  say "downloading $package"
  apt-get "${newest[@]}" download "$package" >/dev/null || die "cannot download $package"
  dpkg-deb -x linux-source-*.deb package
  mkdir source
  tar -xf package/usr/src/linux-source-*.tar.xz -C source --strip-components=1
  UML_VERSION=${package#linux-source-}
}

# uml_configure: our options over the default, then a look whether each was taken: an option whose requirement is missing
# is dropped without a word.
uml_configure() {
  local fragment=$LAB_DIR/uml.config.fragment line optional='' missing=()
  make -s ARCH=um defconfig >/dev/null
  grep -v '^# OPTION?' "$fragment" >>.config
  make -s ARCH=um olddefconfig 2>/dev/null >/dev/null
  while read -r line; do
    case $line in
      '# OPTION?') optional=yes; continue ;;
      CONFIG_*) grep -qxF "$line" .config || [ -n "$optional" ] || missing+=("${line%=y}") ;;
      '# CONFIG_'*' is not set') line=${line#\# }; ! grep -q "^${line%% *}=" .config || missing+=("no ${line%% *}") ;;
      *) continue ;;
    esac
    optional=''
  done <"$fragment"
  [ ${#missing[@]} = 0 ] || die "this kernel source does not take: ${missing[*]}"
}

command_build_kernel() {
  local tool work log target
  for tool in gcc:gcc make:make flex:flex bison:bison bc:bc xz:xz-utils dpkg-deb:dpkg; do need "${tool%:*}" "${tool#*:}"; done
  [ -e /usr/include/libelf.h ] || die "the header libelf.h is missing; install the Debian package 'libelf-dev'"
  mkdir -p "$LAB_CACHE"
  [ "$(df --output=avail -k "$LAB_CACHE" | tail -n 1)" -gt 4000000 ] || die "$LAB_CACHE needs 4 GB free while the kernel is built"
  work=$(mktemp -d "$LAB_CACHE/tmp.XXXXXX")
  log=$LAB_CACHE/build-kernel.log
  # shellcheck disable=SC2064
  trap "rm -rf '$work'" EXIT
  cd "$work" || exit
  uml_fetch_source
  cd source || exit
  uml_configure
  say "building Linux $UML_VERSION for User-Mode Linux with two jobs (6 to 15 minutes; log: $log)"
  SECONDS=0
  nice make ARCH=um -j2 linux >"$log" 2>&1 || die "the build failed: $(tail -n 3 "$log")"
  strip linux
  target=$LAB_CACHE/linux-uml-$UML_VERSION
  cp linux "$target.new"
  # The old one may be running.
  mv "$target.new" "$target"
  say "built $target in $SECONDS s"
}

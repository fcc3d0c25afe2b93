# shellcheck shell=bash
# Debian's own kernel for QEMU: its package is unpacked into the cache, never installed.

# Modules that the guest needs before it sees the development host's file system.
QEMU_BOOT_MODULES='virtio_pci virtio_net 9pnet_virtio 9p overlay'

# debian_fetch PACKAGE: downloads a package into the current directory. apt checks its signature chain. The machine's own
# package lists are used if they still fit; else fresh ones in the cache, so that the machine's stay as they are.
debian_fetch() {
  local private=$LAB_CACHE/apt
  need apt-get apt
  if apt-get download "$1" >/dev/null 2>&1; then return; fi
  apt_private_update "$private"
  apt-get "${APT_PRIVATE[@]}" download "$1" >/dev/null || die "apt cannot download $1"
}

# apt_private_update DIRECTORY [OPTION...]: package lists of one's own, also for a plain user.
apt_private_update() {
  local dir=$1
  shift
  mkdir -p "$dir/lists/partial" "$dir/archives/partial"
  APT_PRIVATE=(-qq -o "Dir::State::lists=$dir/lists" -o "Dir::Cache=$dir" -o "Dir::Cache::archives=$dir/archives"
    -o APT::Sandbox::User=root -o Acquire::Languages=none "$@")
  say "reading package lists"
  apt-get "${APT_PRIVATE[@]}" update >/dev/null || die "apt-get update failed; is the package archive reachable?"
}

# The newest unpacked kernel in the cache, if any.
debian_kernel_cached() {
  local dir
  dir=$(find "$LAB_CACHE" -maxdepth 1 -type d -name 'linux-debian-*' 2>/dev/null | sort -V | tail -n 1)
  [ -n "$dir" ] && printf '%s\n' "$dir"
}

# debian_kernel: prints the directory with vmlinuz, initrd and lib/modules; fetches it the first time.
debian_kernel() {
  local dir work package file version
  if dir=$(debian_kernel_cached); then
    printf '%s\n' "$dir"
    return
  fi
  for file in dpkg-deb:dpkg tar:tar depmod:kmod modprobe:kmod cpio:cpio busybox:busybox; do need "${file%:*}" "${file#*:}"; done
  say "fetching Debian's kernel (70 to 110 MB, once)"
  mkdir -p "$LAB_CACHE"
  work=$(mktemp -d "$LAB_CACHE/tmp.XXXXXX")
  # This function runs in a subshell of its own, whose end is meant here.
  # shellcheck disable=SC2064
  trap "rm -rf '$work'" EXIT
  # The meta package names the real one.
  package=$(apt-cache depends linux-image-amd64 2>/dev/null | awk '$1 == "Depends:" { print $2; exit }')
  if [ -z "$package" ]; then
    apt_private_update "$LAB_CACHE/apt"
    package=$(apt-cache "${APT_PRIVATE[@]:1}" depends linux-image-amd64 | awk '$1 == "Depends:" { print $2; exit }')
  fi
  [ -n "$package" ] || die "the package archive has no linux-image-amd64"
  (cd "$work" && debian_fetch "$package") || die "cannot download $package"
  # Only what a guest without hardware can use: a quarter of the package.
  dpkg-deb --fsys-tarfile "$work"/*.deb | tar -x -C "$work" --wildcards './boot/vmlinuz-*' './*lib/modules/*/modules.*' \
    './*lib/modules/*/kernel/net/*' './*lib/modules/*/kernel/fs/*' './*lib/modules/*/kernel/lib/*' \
    './*lib/modules/*/kernel/crypto/*' './*lib/modules/*/kernel/arch/*' './*lib/modules/*/kernel/drivers/virtio/*' \
    './*lib/modules/*/kernel/drivers/net/*.ko*' || die "$package cannot be unpacked"
  [ ! -d "$work/usr/lib" ] || mv "$work/usr/lib" "$work/lib"
  version=$(basename "$work"/lib/modules/*)
  dir=$work/kernel
  mkdir "$dir"
  mv "$work"/boot/vmlinuz-* "$dir/vmlinuz"
  mv "$work/lib" "$dir/lib"
  depmod -b "$dir" "$version" 2>/dev/null || die "depmod failed for $version"
  debian_initrd "$dir" "$version" "$work/initrd"
  # Complete or not there at all.
  mv "$dir" "$LAB_CACHE/linux-debian-$version"
  printf '%s\n' "$LAB_CACHE/linux-debian-$version"
}

# debian_initrd DIRECTORY VERSION WORK: a small first file system that mounts the development host's and goes there.
debian_initrd() {
  local dir=$1 version=$2 work=$3 module file list=()
  mkdir -p "$work/bin" "$work/modules" "$work/root" "$work/dev" "$work/proc"
  for module in $QEMU_BOOT_MODULES; do
    while read -r _ file _; do
      case " ${list[*]} " in *" $file "*) ;; *) list+=("$file") ;; esac
    done < <(modprobe -d "$dir" -S "$version" --show-depends "$module" | grep '^insmod')
  done
  : >"$work/modules/order"
  for file in "${list[@]}"; do
    module=$(basename "$file")
    case $module in
      *.xz) module=${module%.xz}; xz -dc "$file" >"$work/modules/$module" ;;
      *.zst) module=${module%.zst}; zstd -qdc "$file" >"$work/modules/$module" ;;
      *) cp "$file" "$work/modules/$module" ;;
    esac
    echo "$module" >>"$work/modules/order"
  done
  cp "$(command -v busybox)" "$work/bin/busybox"
  # busybox may be linked against libraries; they keep their paths.
  for file in $(ldd "$work/bin/busybox" 2>/dev/null | grep -o '/[^ ]*'); do
    mkdir -p "$work$(dirname "$file")"
    cp -L "$file" "$work$file"
  done
  cat >"$work/init" <<'INIT'
#!/bin/busybox sh
busybox mount -t devtmpfs dev /dev
while read -r m; do busybox insmod /modules/$m; done </modules/order
busybox mount -t 9p -o trans=virtio,version=9p2000.L,msize=262144,cache=loose,ro root /root ||
  { echo "LVS-LAB-FAILED: the root file system cannot be mounted"; busybox poweroff -f; }
busybox umount /dev
exec busybox switch_root /root "$lab_dir/guest-init"
INIT
  chmod +x "$work/init"
  (cd "$work" && find . | cpio -o -H newc --quiet -R 0:0 | gzip -9) >"$dir/initrd"
}

# shellcheck shell=bash
# QEMU without hardware virtualisation, with Debian's kernel: needs nothing compiled and no root. Slower than UML.

qemu_obstacle() {
  have qemu-system-x86_64 || { echo "qemu-system-x86_64 is missing ('lab packages qemu')"; return; }
}

# Any port that nobody listens on; QEMU refuses to start if another took it meanwhile.
qemu_free_port() {
  local port
  for _ in {1..50}; do
    port=$((20000 + RANDOM % 12000))
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || { printf '%s\n' "$port"; return; }
  done
  die "no free port on 127.0.0.1"
}

qemu_start() {
  local dir port
  dir=$(debian_kernel) || exit 1
  port=$(qemu_free_port)
  write_guest_settings qemu eth0 10.0.2 10.0.2.15 7000
  printf 'LAB_MODULES=%q\n' "$dir" >>"$RUN/guest.env"
  state_set STATE_ADDRESS 127.0.0.1
  state_set STATE_PORT "$port"
  # QEMU's user network hands what the guest sends to 10.0.2.2 to the loopback of the development host.
  state_set STATE_CONTROL_PLANE 10.0.2.2
  state_set STATE_LISTEN 127.0.0.1
  setsid qemu-system-x86_64 -M q35,vmport=off -nodefaults -accel tcg,thread=multi,tb-size=512 -cpu max -smp 2 \
    -m "${LVS_LAB_MEMORY:-3G}" -display none -no-reboot -monitor none -serial "file:$RUN/console.log" \
    -kernel "$dir/vmlinuz" -initrd "$dir/initrd" \
    -append "console=ttyS0 quiet panic=-1 mitigations=off nokaslr no_timer_check random.trust_cpu=on lab_kind=qemu lab_run=$RUN lab_dir=$LAB_DIR" \
    -fsdev local,id=root,path=/,security_model=none,readonly=on,multidevs=remap \
    -device virtio-9p-pci,fsdev=root,mount_tag=root \
    -fsdev "local,id=project,path=$LAB_PROJECT,security_model=none,readonly=on,multidevs=remap" \
    -device virtio-9p-pci,fsdev=project,mount_tag=project \
    -fsdev "local,id=run,path=$RUN,security_model=none,multidevs=remap" \
    -device virtio-9p-pci,fsdev=run,mount_tag=run \
    -netdev "user,id=net,ipv6=off,hostfwd=tcp:127.0.0.1:$port-10.0.2.15:7000" -device virtio-net-pci,netdev=net \
    </dev/null >"$RUN/qemu.log" 2>&1 9>&- &
  LAB_IDENTITY=$(process_identity $!) || die "QEMU does not start: $(cat "$RUN/qemu.log")"
  state_set STATE_PID "$LAB_IDENTITY"
  disown $!
  wait_ready "$LAB_IDENTITY" 1200 && return
  sed 's/^/lab: qemu: /' "$RUN/qemu.log" >&2
  return 1
}

qemu_stop() {
  if process_alive "$STATE_PID" && [ -n "$STATE_READY" ]; then guest_power_off; fi
  process_end "$STATE_PID"
}

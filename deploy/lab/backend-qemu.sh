# shellcheck shell=bash
qemu_obstacle() { echo "not yet"; }

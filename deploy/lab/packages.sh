# shellcheck shell=bash
packages_check() { :; }

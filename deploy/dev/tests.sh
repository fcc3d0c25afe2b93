# The test commands of ./dev. Sourced.

dev_format() { maven -q spotless:apply; }

# Everything that needs nothing but a JDK.
dev_check() {
  maven -q spotless:check verify -DskipITs "$@"
  say "check: ok"
}

dev_it() { maven -q verify -DtestTags=postgres -DexcludedTestTags=soak -Dsurefire.failIfNoSpecifiedTests=false "$@"; }

dev_kernel() {
  build_programs
  maven -q test-compile -Dspotless.check.skip=true
  "$ROOT/deploy/lab/kernel-tests" "$@"
}

dev_test() {
  if [ $# -gt 0 ]; then
    maven verify -DexcludedTestTags=kernel,lab,soak -Dtest="*$1*" -Dsurefire.failIfNoSpecifiedTests=false
    return
  fi
  step "format, lint, architecture, pure and PostgreSQL tests"
  maven spotless:check verify -DexcludedTestTags=kernel,lab,soak |
    grep -E --line-buffered 'Tests run|ERROR|FAIL|WARN.*java|BUILD|Reactor Summary|SUCCESS'
  build_programs
  step "kernel tests in the lab"
  "$ROOT/deploy/lab/kernel-tests"
  step "end-to-end tests in the lab"
  "$ROOT/deploy/e2e/e2e"
}

# $1: a seed to replay; without one, fresh seeds for ten minutes.
dev_sim() {
  if [ $# -gt 0 ]; then
    maven -q test -Dtest='*SimulationTest' -Dsurefire.failIfNoSpecifiedTests=false -Dlvs.sim.seed="$1" -Dlvs.sim.count=1
  else
    maven -q test -Dtest='*SimulationTest' -Dsurefire.failIfNoSpecifiedTests=false -Dlvs.sim.count=100000
  fi
}

dev_soak() {
  [ $# -eq 1 ] || die "usage: ./dev soak NAME" "NAME: sim, codec, plans"
  case $1 in
    sim) dev_sim ;;
    *) die "unknown soak test \"$1\"" "known: sim" ;;
  esac
}

dev_golden() {
  maven -q test -pl proto,control-plane -am -Dlvs.golden.update=true -Dtest='*Golden*,OpenApi*' -Dsurefire.failIfNoSpecifiedTests=false
  say "rendered; review with: git diff"
}

# The test commands of ./dev. Sourced.

dev_format() { maven -q spotless:apply; }

# Everything that needs nothing but a JDK.
dev_check() {
  maven_brief spotless:check test "$@"
  say "check: ok"
}

# Maven without its chatter but with what it complains of; its own "-q" hides compiler warnings, which
# end a build here.
maven_brief() {
  maven "$@" | grep -E --line-buffered -A 3 'Tests run:|ERROR|WARN.*\.java|BUILD' | grep -vE -- '^--$|^\[INFO\] *(-+)?$|Total time|Finished at'
}

dev_it() { maven_brief verify -DtestTags=postgres -DexcludedTestTags=soak -Dsurefire.failIfNoSpecifiedTests=false "$@"; }

# The contract suites and golden bytes on a real ip_vs.
dev_kernel() {
  "$ROOT/deploy/lab/lab" packages
  need_packages ipvsadm iproute2 procps nftables curl busybox arping iputils-ping keepalived
  maven -q process-test-classes -pl proto,agent
  LVS_LAB_RUN=$(mktemp -du /tmp/lvs-kernel.XXXXXX) "$ROOT/deploy/lab/lab" run --boot \
    env JAVA_HOME="$JAVA_HOME" LVS_TEST_JVM="${LVS_TEST_JVM-}" \
    "$ROOT/agent/src/test/sh/kernel-tests" --disable-ansi-colors "$@"
}

dev_test() {
  if [ $# -gt 0 ]; then
    maven verify -DexcludedTestTags=kernel,lab,soak -Dtest="*$1*" -Dsurefire.failIfNoSpecifiedTests=false
    return
  fi
  step "format, lint, architecture, pure and PostgreSQL tests"
  maven_brief spotless:check verify -DexcludedTestTags=kernel,lab,soak
  build_programs
  "$ROOT/deploy/soak/storm" 200
  step "kernel tests in the lab"
  dev_kernel --details=summary
  step "end-to-end tests in the lab"
  "$ROOT/deploy/e2e/readme"
  "$ROOT/deploy/e2e/e2e"
}

# $1: a seed to replay; without one, fifty times as many as check runs.
dev_sim() {
  if [ $# -gt 0 ]; then
    maven -q test -Dtest='*SimulationTest' -Dsurefire.failIfNoSpecifiedTests=false -Dsim.seed="$1"
  else
    maven -q test -Dtest='*SimulationTest' -Dsurefire.failIfNoSpecifiedTests=false -Dsim.count=100000
  fi
}

dev_soak() {
  [ $# -ge 1 ] || die "usage: ./dev soak NAME" "NAME: sim, netlink, plans, vrrp, contract, storm"
  case $1 in
    sim) dev_sim ;;
    netlink) maven -q test -Dtest='*RobustnessTest' -Dsurefire.failIfNoSpecifiedTests=false -Dfuzz.count=1000000 ;;
    vrrp)
      maven -q test -Dtest='AdvertisementCodecTest,AllSequencesTest,ThreeDirectorsTest' -Dsurefire.failIfNoSpecifiedTests=false \
        -Dfuzz.count=1000000 -Dvrrp.depth=6 -Dvrrp.count=10000 -Dvrrp.hours=30
      LVS_TEST_JVM=-Dvrrp.matrix=true dev_kernel --include-classname='.*KeepalivedPeerTest'
      ;;
    plans) LVS_TEST_JVM=-Dplans.count=10000 dev_kernel --include-classname='.*PlansOnKernelTest' ;;
    contract) maven verify -pl control-plane -am -DtestTags=postgres -DexcludedTestTags=soak -Dtest=ContractTest -Dsurefire.failIfNoSpecifiedTests=false -Dcontract.count=10000 ;;
    storm) "$ROOT/deploy/soak/storm" "${2:-5000}" ${3:+"$3"} ;;
    *) die "unknown soak test \"$1\"" "known: sim, netlink, plans, vrrp, contract, storm" ;;
  esac
}

dev_golden() {
  maven -q test -pl proto,control-plane -am -Dgolden.update=true -Dtest='*Golden*,*DocumentationTest,OpenApi*' -Dsurefire.failIfNoSpecifiedTests=false
  say "rendered; review with: git diff"
}

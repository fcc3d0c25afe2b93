# Building, once per state of the sources. Sourced.

maven() { (cd "$ROOT" && ./mvnw -B -ntp "$@"); }

# A line that changes when anything that is built from changes.
source_state() {
  (cd "$ROOT" && find pom.xml .mvn proto agent control-plane -type f \
    -not -path '*/target/*' -printf '%p %s %T@\n' | LC_ALL=C sort | sha256sum)
}

# Makes the programs runnable; does nothing when they are newer than the sources.
build_programs() {
  local stamp="$ROOT/target/built" state
  state=$(source_state)
  [ "$(cat "$stamp" 2>/dev/null)" != "$state" ] || return 0
  step "building the programs (the first time this downloads the libraries)"
  maven -q -Dspotless.check.skip=true -Dmaven.test.skip.exec=true package >&2 ||
    die "the build failed; see the lines above"
  train_agent
  mkdir -p "$ROOT/target"
  printf '%s\n' "$state" >"$stamp"
}

# Lets the new agent run once and keep the classes it used, ready for its next start.
train_agent() {
  local place cache=$ROOT/agent/target/lvs-agent.aot
  place=$(mktemp -d)
  rm -f "$cache"
  "$JAVA_HOME/bin/java" -cp "$ROOT/agent/target/test-classes:$ROOT/agent/target/classes:$(cat "$ROOT/agent/target/test-class-path")" \
    io.lvsfleet.agent.session.TrainingRun "$ROOT/deploy/bin/lvs-agent" "$cache" "$place" >"$place/training" 2>&1 ||
    say "warning: the agent starts without its cache: $(tail -n 3 "$place/training")"
  rm -rf "$place"
}

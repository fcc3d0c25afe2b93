# Agents give back what they changed. Sourced by systems.

# Every agent withdraws while it runs, then stops: each host is what it was before its enrolment.
withdraw_all() {
  local node
  for node in "${AGENTS[@]}"; do
    agent_program "$node" withdraw --state-dir "$FLEET/agents/$node" >"$FLEET/withdraw.log" 2>&1 ||
      expectation_failed "$node to withdraw" "$(cat "$FLEET/withdraw.log")"
  done
  for node in "${AGENTS[@]}"; do
    agent_kill "$node" TERM
    # The foreign service was there before.
    expect_as_before "$node"
  done
}

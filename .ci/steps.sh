# Sourced by run and full: steps with a time budget each, and the line that sums them. Expects $PWD to be the repository.
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
log=$(mktemp)
trap 'rm -f "$log"' EXIT
passed=0 failed=0 skipped=0

# step BUDGET NAME COMMAND...: runs the command, ends it when the budget of seconds is used up, says how long it took.
step() {
  local budget=$1 name=$2 start=$SECONDS status
  shift 2
  echo "== $name (at most $budget s)"
  timeout --kill-after=10 "$budget" "$@" 2>&1 | tee -a "$log"
  status=${PIPESTATUS[0]}
  [ "$status" -eq 124 ] && echo "$name took more than its $budget s and was ended."
  [ "$status" -eq 0 ] && passed=$((passed + 1)) || failed=$((failed + 1))
  echo "== $name: $([ "$status" -eq 0 ] && echo done || echo FAILED) in $((SECONDS - start)) s of $budget"
  return "$status"
}

skip() {
  echo "== $1: skipped, $2"
  skipped=$((skipped + 1))
}

# The last line: every step counts as one, and so does every test that ran in it. VSTest closes a project with
# "Passed!  - Failed: 0, Passed: 5, Skipped: 1, ...".
finish() {
  awk -v passed="$passed" -v failed="$failed" -v skipped="$skipped" '/^(Passed|Failed|Skipped)! +- Failed:/ {
    gsub(",", "")
    for (i = 1; i < NF; i++) {
      if ($i == "Failed:") failed += $(i + 1)
      if ($i == "Passed:") passed += $(i + 1)
      if ($i == "Skipped:") skipped += $(i + 1)
    }
  } END { printf "%d passed, %d failed, %d skipped\n", passed, failed, skipped }' "$log"
  [ "$failed" -eq 0 ]
}

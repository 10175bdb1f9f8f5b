#!/usr/bin/env bash
# The sample service under wrk: for a minute 256 connections ask, and MaxQueuedTokens lets about half of them wait. Prints the answers by status, the service's memory every five
# seconds, and how long a single request takes before and after. Then SIGTERM under the same load: what was taken must be answered. Fails if a status is not 200, 429 or 503, if one of the
# latter has no Retry-After, or if an answer is missing. Needs curl and wrk, which it installs on Debian and Ubuntu. Traffic stays on this machine.
#   SECONDS_OF_LOAD=60 CONNECTIONS=256 MAX_QUEUED_TOKENS=1500 PORT=5599 bench/service.sh
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=${SECONDS_OF_LOAD:-60} connections=${CONNECTIONS:-256} port=${PORT:-5599}
# A subject has some 12 tokens: half of the connections' texts.
queued=${MAX_QUEUED_TOKENS:-$((connections * 12 / 2))}
address=http://127.0.0.1:$port
folder=$(mktemp -d)
service='' sampler=''
cleanup() {
  for pid in $service $sampler; do kill "$pid" 2> /dev/null || true; done
  rm -rf "$folder"
}
trap cleanup EXIT

if ! command -v wrk > /dev/null; then
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq wrk > /dev/null
fi

# one: how long a request takes on a connection of its own, in milliseconds.
one() { curl -s -o /dev/null -w '%{time_total}\n' "$address/v1/embeddings" -H 'Content-Type: application/json' -d '{"input": "Minutes of the meeting on Monday"}' | awk '{ printf "%.1f", $1 * 1000 }'; }
median() { for _ in $(seq 41); do one; echo; done | sort -n | sed -n 21p; }
memory() { awk '/^VmRSS/ { printf "%.0f MB", $2 / 1024 }' "/proc/$service/status"; }
load() { wrk -t 2 -c "$connections" -d "${1}s" --timeout 30s -s bench/service.lua "$address"; }

dotnet build -c Release -v quiet --nologo samples/EmbeddingService
dotnet artifacts/bin/EmbeddingService/release/EmbeddingService.dll --urls "$address" --Bert:MaxQueuedTokens "$queued" > "$folder/log" 2>&1 &
service=$!
timeout 60 bash -c "until curl -sf $address/healthz > /dev/null; do sleep 0.1; done"

echo "== before: MaxQueuedTokens $queued, $(nproc) cores, load $(cut -d' ' -f1 /proc/loadavg)"
echo "first request: $(one) ms"
load 5 > /dev/null
sleep 2
echo "one request: $(median) ms (median of 41); memory $(memory)"

echo "== $connections connections for $seconds s"
begun=$SECONDS
while sleep 5; do echo "after $((SECONDS - begun)) s: $(memory), load $(cut -d' ' -f1 /proc/loadavg)"; done &
sampler=$!
load "$seconds" > "$folder/wrk"
after=$(one)
kill "$sampler"
wait "$sampler" 2> /dev/null || true
sampler=''
grep -E '^(status|refused|sockets)|Requests/sec|Latency' "$folder/wrk"
echo "== after"
echo "first request: $after ms"
echo "one request: $(median) ms (median of 41); memory $(memory)"

echo "== SIGTERM under $connections connections"
load 10 > "$folder/stopped" &
sleep 5
kill -TERM "$service"
wait "$service" && code=0 || code=$?
service=''
wait
grep -E '^(status|refused|sockets)' "$folder/stopped"
stopped=$(grep 'Stopped:' "$folder/log")
echo "exit code $code;$stopped"

wrong=$(cat "$folder/wrk" "$folder/stopped" | grep '^status' | grep -vE '^status (200|429|503):' || true)
[ -z "$wrong" ] || { echo "Not expected: $wrong"; exit 1; }
grep -h '^refused' "$folder/wrk" "$folder/stopped" | grep -qv ': 0$' && { echo 'A refusal has no Retry-After.'; exit 1; }
grep -q 'sockets: connect 0, read 0, write 0, timeout 0' "$folder/wrk" || { echo 'A request was not answered.'; exit 1; }
awk '{ for (i = 1; i <= NF; i++) if ($i ~ /^[0-9]+$/) n[++k] = $i } END { exit n[1] != n[2] }' <<< "$stopped" || { echo 'A request was taken and not answered.'; exit 1; }
[ "$code" -eq 0 ]

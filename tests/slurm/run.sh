#!/usr/bin/env bash
# A job folder on a real Slurm: slurmctld and two slurmd on this host, started and stopped here. An array of 8 over mail bodies; a task is killed by SIGKILL, one is requeued,
# a node is drained; then what status names is submitted again, and the merged bytes must be those of one run. Needs root, and Debian's packages, which it installs if need be.
set -euo pipefail
cd "$(dirname "$0")/../.."
root=$PWD
dll=$root/artifacts/bin/MLNetBert.Cli/release/MLNetBert.Cli.dll
folder=$(mktemp -d)
chmod 755 "$folder"
pids=()
say() { echo "$(date +%T) $*"; }
cleanup() {
  for pid in "${pids[@]}"; do kill "$pid" 2> /dev/null || true; done
  for pid in "${pids[@]}"; do wait "$pid" 2> /dev/null || true; done
  rm -rf "$folder"
}
trap cleanup EXIT

if ! command -v slurmctld > /dev/null || ! command -v munged > /dev/null; then
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq slurm-wlm munge > /dev/null
fi

# munge by itself, with a key of its own: nothing of the host's is touched.
mkdir -p "$folder/munge" "$folder/state" "$folder/bin"
dd if=/dev/urandom of="$folder/munge/key" bs=1024 count=1 2> /dev/null
chmod 700 "$folder/munge"
chmod 400 "$folder/munge/key"
munged --foreground --force --socket "$folder/munge.socket" --key-file "$folder/munge/key" --pid-file "$folder/munge/pid" --log-file "$folder/munge/log" --seed-file "$folder/munge/seed" > /dev/null 2>&1 &
pids+=($!)

host=$(hostname -s)
cat > "$folder/slurm.conf" << CONF
ClusterName=test
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=27817
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket=$folder/munge.socket,cred_expire=5
CryptoType=crypto/munge
StateSaveLocation=$folder/state
SlurmdSpoolDir=$folder/spool.%n
SlurmctldPidFile=$folder/slurmctld.pid
SlurmdPidFile=$folder/slurmd.%n.pid
SlurmctldLogFile=$folder/slurmctld.log
SlurmdLogFile=$folder/slurmd.%n.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
MpiDefault=none
ReturnToService=2
SchedulerParameters=sched_interval=1,bf_interval=1
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SlurmdParameters=config_overrides
KillWait=5
MinJobAge=600
NodeName=n1 NodeHostname=$host NodeAddr=127.0.0.1 Port=27818 CPUs=1 RealMemory=4000
NodeName=n2 NodeHostname=$host NodeAddr=127.0.0.1 Port=27819 CPUs=1 RealMemory=4000
PartitionName=all Nodes=n1,n2 Default=YES MaxTime=INFINITE State=UP
CONF
export SLURM_CONF=$folder/slurm.conf
sleep 1
slurmctld -D > /dev/null 2>&1 & pids+=($!)
slurmd -D -N n1 > /dev/null 2>&1 & pids+=($!)
slurmd -D -N n2 > /dev/null 2>&1 & pids+=($!)
for _ in $(seq 100); do
  [ "$(sinfo -h -t idle -o %D 2> /dev/null || true)" = 2 ] && break
  sleep 0.3
done
[ "$(sinfo -h -t idle -o %D)" = 2 ] || { sinfo; tail -n 20 "$folder"/*.log; exit 1; }

printf '#!/bin/sh\nexec dotnet "%s" "$@"\n' "$dll" > "$folder/bin/mlnetbert"
chmod +x "$folder/bin/mlnetbert"
export PATH=$folder/bin:$PATH
zcat tests/reference/texts/mail-bodies.jsonl.gz > "$folder/mails.jsonl"
cd "$folder"
say "one run"
mlnetbert extract mails.jsonl --out one.npy --max-length 64 --quiet

submit() { sbatch --parsable --array="$1" --output="$folder/task-%a.log" "$root/deploy/slurm/extract.sbatch" 8 mails.jsonl features/ --rows-per-part 25 --max-length 64; }
task() { squeue -h -r -j "${1}_$2" -o %T 2> /dev/null || true; }
await() { for _ in $(seq 3000); do [ "$(squeue -h -r -j "$1" | wc -l)" = 0 ] && return; sleep 0.2; done; squeue; return 1; }
running() { for _ in $(seq 1500); do [ "$(task "$1" "$2")" = RUNNING ] && return; sleep 0.1; done; squeue; return 1; }

say "an array of 8"
job=$(submit 0-7)
running "$job" 0
scontrol update nodename=n2 state=drain reason=test
say "n2 is drained"
running "$job" 3
sleep 0.3
scancel --signal=KILL --full "${job}_3"
say "task 3 is killed"
running "$job" 5
sleep 0.3
scontrol requeue "${job}_5"
say "task 5 is requeued"
scontrol update nodename=n2 state=resume
await "$job"
restarts=$(scontrol show job "${job}_5" | grep -o 'Restarts=[0-9]*')
say "task 3 is $(scontrol show job "${job}_3" | grep -o 'JobState=[A-Z]*'), task 5 has $restarts"
[ "$restarts" = Restarts=1 ]

code=0
mlnetbert status features/ || code=$?
[ "$code" = 4 ]
missing=$({ mlnetbert status features/ --json || true; } | sed -n 's/.*"array": "\(.*\)".*/\1/p')
say "status asks for --array=$missing"
[ "$missing" = 3 ]
await "$(submit "$missing")"
mlnetbert status features/ --check
mlnetbert merge features/ --out merged.npy --quiet
cmp one.npy merged.npy
cmp one.ids.txt merged.ids.txt
[ -z "$(find features -name '.mlnetbert-*')" ]
say "Slurm: the merged bytes are those of one run."

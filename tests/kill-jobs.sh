#!/usr/bin/env bash
# Kills runs of a job folder by SIGKILL at random moments, 200 unless told otherwise; each job is then finished, and must have the bytes of one run.
set -euo pipefail
cd "$(dirname "$0")/.."
MLNETBERT_KILLS=${1:-200} dotnet test -c Release tests/MLNetBert.Cli.Tests --settings eng/long.runsettings --filter "FullyQualifiedName~KilledJobTests&Category=Long"

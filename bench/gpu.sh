#!/usr/bin/env bash
# A table for docs/providers.md, on a machine with a GPU: the rate there and on the CPU, the bits of texts alone and in batches, the distance of vectors
# from the CPU's, and the memory of the card.
#   bench/gpu.sh [PROVIDER] [MODEL] [INPUT] [KEY=VALUE...]     default: cuda, the embedded model, samples/data/mail-subjects.csv
# INPUT has a column text. Needs the .NET SDK, what the provider itself needs (CUDA, cuDNN ...), and awk; memory is read from nvidia-smi.
set -euo pipefail
cd "$(dirname "$0")/.."
provider=${1:-cuda} model=${2:-} input=${3:-samples/data/mail-subjects.csv}
options=(); for option in "${@:4}"; do options+=(--provider-option "$option"); done
case $provider in
  cuda | tensorrt) package=Microsoft.ML.OnnxRuntime.Gpu ;;
  dml) package=Microsoft.ML.OnnxRuntime.DirectML ;;
  openvino) package=Intel.ML.OnnxRuntime.OpenVino ;;
  *) package= ;; # cpu and coreml are in the usual one; for migraphx, set OnnxRuntimePackage to that of your build
esac
package=${OnnxRuntimePackage:-$package}
work=artifacts/gpu/$provider
mkdir -p "$work"
dotnet publish -c Release -v q --nologo src/MLNetBert.Cli -o "$work/command" ${package:+"-p:OnnxRuntimePackage=$package"} ${OnnxRuntimePackageVersion:+"-p:OnnxRuntimePackageVersion=$OnnxRuntimePackageVersion"}
mlnetbert() { dotnet "$work/command/MLNetBert.Cli.dll" "$@"; }
named=(${model:+--model "$model"})
there=("${named[@]}" --provider "$provider" "${options[@]}")

# Several times the same texts, so that opening the model does not count for much. Equal texts run once only within 2,048 rows.
{ cat "$input"; for ((i = 1; i < ${COPIES:-12}; i++)); do tail -n +2 "$input"; done; } > "$work/texts.csv"

memory() { nvidia-smi --query-gpu=memory.used --format=csv,noheader,nounits 2> /dev/null | sort -n | tail -1; }
before=$(memory || true) greatest=0
watch() { while sleep 0.2; do memory; done > "$work/memory.txt"; }

echo "== $provider ${options[*]-} $(nvidia-smi --query-gpu=name,driver_version --format=csv,noheader 2> /dev/null | tr '\n' ';' || true)"
mlnetbert inspect "${there[@]}" | grep -E '^(model|precision|provider|batches|note)'
echo "== rate: the CPU"
mlnetbert extract "$work/texts.csv" "${named[@]}" --out "$work/cpu.npy" 2>&1 | grep -v '^note' | tail -1
echo "== rate: $provider (the second run, when its kernels are warm)"
if [ -n "$before" ]; then watch & watcher=$!; fi
mlnetbert extract "$work/texts.csv" "${there[@]}" --out "$work/there.npy" > /dev/null 2>&1
mlnetbert extract "$work/texts.csv" "${there[@]}" --out "$work/there.npy" 2>&1 | grep -v '^note' | tail -1
if [ -n "$before" ]; then
  kill "$watcher" && wait "$watcher" 2> /dev/null || true
  greatest=$(sort -n "$work/memory.txt" | tail -1)
  echo "== memory of the card: $((greatest - before)) MB more than before, $greatest MB in all"
else
  echo "== memory of the card: not measured, nvidia-smi is not there"
fi
echo "== bits, alone and in company, of 1,000 texts"
mlnetbert verify "$input" "${there[@]}" --limit 1000 --quiet || true
echo "== distance from the CPU's vectors, of 1,000 texts"
head -1001 "$input" > "$work/some.csv"
mlnetbert extract "$work/some.csv" "${named[@]}" --out "$work/cpu.tsv" --quiet
mlnetbert extract "$work/some.csv" "${there[@]}" --out "$work/there.tsv" --quiet
paste "$work/cpu.tsv" "$work/there.tsv" | awk -F '\t' 'NR > 1 {
  half = NF / 2; dot = a = b = 0
  for (i = 2; i <= half; i++) { x = $i; y = $(half + i); d = x > y ? x - y : y - x; if (d > most) most = d; dot += x * y; a += x * x; b += y * y }
  cosine = dot / sqrt(a * b); if (low == "" || cosine < low) low = cosine; if (cosine > 1) cosine = 1; sum += cosine; rows++
} END { printf "%d texts: greatest difference of a value %.3g, lowest cosine %.9f, mean cosine %.9f\n", rows, most, low, sum / rows }'

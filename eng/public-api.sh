#!/usr/bin/env bash
# Writes PublicAPI.Unshipped.txt of every library anew, from what is public now: eng/public-api.sh [LIBRARY...]. Look at the difference before you commit it.
# With --ship, at a release, what is there becomes shipped. Needs Node.
set -euo pipefail
cd "$(dirname "$0")/.."
if [ "${1:-}" = --ship ]; then
  for shipped in src/*/PublicAPI.Shipped.txt; do
    unshipped=${shipped/Shipped/Unshipped}
    node eng/public-api.mjs ship "$shipped" "$unshipped"
  done
  exit
fi

mkdir -p artifacts/public-api
libraries=("$@")
[ $# -gt 0 ] || libraries=(MLNetBert.Abstractions MLNetBert.Tokenizers MLNetBert.Resampling MLNetBert.Encoder MLNetBert MLNetBert.Hosting)
dotnet build -c Release -v quiet --nologo src/MLNetBert.Hosting -p:RunAnalyzersDuringBuild=false > /dev/null
for name in "${libraries[@]}"; do
  log=$PWD/artifacts/public-api/$name.sarif
  [ -f "src/$name/PublicAPI.Shipped.txt" ] || echo '#nullable enable' > "src/$name/PublicAPI.Shipped.txt"
  echo '#nullable enable' > "src/$name/PublicAPI.Unshipped.txt"
  dotnet build -c Release -v quiet --nologo "src/$name" -p:BuildProjectReferences=false -p:RunAnalyzersDuringBuild=true -p:TreatWarningsAsErrors=false "-p:ErrorLog=$log%2Cversion=2.1" > /dev/null ||
    { echo "$name does not build" >&2; exit 1; }
  node eng/public-api.mjs missing "$log" "src/$name/PublicAPI.Unshipped.txt"
done

#!/usr/bin/env bash
# Makes src/MLNetBert.Ipadic/dictionaries/ipadic again from Debian's mecab-ipadic (IPADIC 2.7.0-20070801, as CSV) with MeCab's
# own dictionary compiler. Debian added one word to IPADIC, the era name of 2019; it is taken out again, so that the analysis is that of
# the dictionary the published Japanese BERT models were used with (Python's ipadic, 392,126 words).
# Needs: apt-get install mecab-utils nodejs; run it in an empty folder, with the repository's root as argument.
set -euo pipefail
root=$(cd "$1" && pwd)
apt-get download mecab-ipadic
dpkg-deb -x mecab-ipadic_*.deb package
cp -r package/usr/share/mecab/dic/ipadic source
word=$(printf '令和' | iconv -f utf-8 -t euc-jp)
for csv in source/*.csv; do
  LC_ALL=C grep -a -v "^$word," "$csv" > kept && mv kept "$csv"
done
[ "$(cat source/*.csv | wc -l)" -eq 392126 ]
mkdir compiled
(cd source && /usr/lib/mecab/mecab-dict-index -d . -o ../compiled -f euc-jp -t utf-8)
node "$root/eng/ipadic/strip.mjs" compiled "$root/src/MLNetBert.Ipadic/dictionaries/ipadic"

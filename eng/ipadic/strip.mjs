// Takes a compiled MeCab dictionary folder and writes what segmentation needs of it: the same files in MeCab's format,
// without the feature strings (part of speech, readings), Brotli-compressed. Usage: node strip.mjs FROM TO
import { brotliCompressSync, constants } from 'node:zlib';
import { readFileSync, writeFileSync } from 'node:fs';

const [from, to] = process.argv.slice(2);

// sys.dic and unk.dic: ten uint32 (magic = size ^ 0xef718f77, version, type, entries, left, right, sizes of the
// double array, the tokens and the features, unused), a 32-byte charset, then the three sections.
function withoutFeatures(file) {
  const dic = Buffer.from(readFileSync(`${from}/${file}`));
  const end = 72 + dic.readUInt32LE(24) + dic.readUInt32LE(28);
  const out = Buffer.from(dic.subarray(0, end));
  out.writeUInt32LE((end ^ 0xef718f77) >>> 0, 0);
  out.writeUInt32LE(0, 32);
  for (let token = 72 + dic.readUInt32LE(24); token < end; token += 16) {
    out.writeUInt16LE(0, token + 4); // posid
    out.writeUInt32LE(0, token + 8); // feature
    out.writeUInt32LE(0, token + 12); // compound
  }
  return out;
}

for (const [file, bytes] of [
  ['sys.dic', withoutFeatures('sys.dic')],
  ['unk.dic', withoutFeatures('unk.dic')],
  ['char.bin', readFileSync(`${from}/char.bin`)],
  ['matrix.bin', readFileSync(`${from}/matrix.bin`)],
]) {
  const packed = brotliCompressSync(bytes, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 24, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
  });
  writeFileSync(`${to}/${file}.br`, packed);
  console.log(`${file}: ${bytes.length} -> ${packed.length}`);
}

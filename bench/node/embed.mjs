// node embed.mjs MODELS NAME TEXTS OUT BATCH: the texts (a JSON array) to mean-pooled unit vectors (float32, row after row), in batches of
// BATCH in arrival order; prints the seconds it took, after one batch to warm up.
import { readFileSync, writeFileSync } from 'node:fs';
import { env, pipeline } from '@huggingface/transformers';

const [models, name, textsFile, out, batch] = process.argv.slice(2);
env.allowRemoteModels = false;
env.localModelPath = models;
const texts = JSON.parse(readFileSync(textsFile, 'utf8'));
const extract = await pipeline('feature-extraction', name, { dtype: 'fp32', device: 'cpu' });
const run = async (from) => (await extract(texts.slice(from, from + Number(batch)), { pooling: 'mean', normalize: true })).data;
await run(0);
const parts = [];
const start = performance.now();
for (let from = 0; from < texts.length; from += Number(batch)) parts.push(await run(from));
const seconds = (performance.now() - start) / 1000;
writeFileSync(out, Buffer.concat(parts.map((part) => Buffer.from(part.buffer, part.byteOffset, part.byteLength))));
console.log(seconds);

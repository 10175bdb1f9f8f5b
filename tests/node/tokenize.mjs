// Hugging Face's Rust tokenizer, for comparison.
//
//   node tokenize.mjs encode TOKENIZER_JSON
//     Reads lines of standard input, each a JSON list of texts (a string, or [text, pair]), and answers each line with a
//     JSON list of {ids, type_ids, offsets, tokens, decoded (without special tokens)} or {error}. Truncation and padding of the file are off. Lone surrogates become U+FFFD.
//   node tokenize.mjs bench TOKENIZER_JSON TEXT_FILE SECONDS
//     Encodes the lines of a file on one thread, again and again for that long, and prints {tokens, seconds} of the fastest round.
import fs from 'node:fs'
import readline from 'node:readline'

process.env.TOKENIZERS_PARALLELISM = 'false'
process.env.RAYON_NUM_THREADS = '1'
const { Tokenizer } = await import('@anush008/tokenizers')

const [mode, file, text, seconds] = process.argv.slice(2)
const tokenizer = Tokenizer.fromString(fs.readFileSync(file, 'utf8'))
tokenizer.disableTruncation()
tokenizer.disablePadding()

if (mode === 'bench') {
  const lines = fs.readFileSync(text, 'utf8').split('\n').filter(l => l.length > 0)
  let best = Infinity
  let tokens = 0
  const end = performance.now() + 1000 * Number(seconds)
  for (let round = 0; round < 2 || performance.now() < end; round++) {
    const start = performance.now()
    const encodings = await tokenizer.encodeBatch(lines)
    best = Math.min(best, (performance.now() - start) / 1000)
    tokens = encodings.reduce((sum, e) => sum + e.getLength(), 0)
  }
  console.log(JSON.stringify({ tokens, seconds: best }))
} else {
  const answer = async text => {
    try {
      const e = await (typeof text === 'string' ? tokenizer.encode(text) : tokenizer.encode(text[0], text[1]))
      const ids = e.getIds()
      return { ids, type_ids: e.getTypeIds(), offsets: e.getOffsets(), tokens: e.getTokens(), decoded: ids.length > 0 ? await tokenizer.decode(ids, true) : '' }
    } catch (e) {
      return { error: String(e) }
    }
  }
  for await (const line of readline.createInterface({ input: process.stdin })) {
    process.stdout.write(JSON.stringify(await Promise.all(JSON.parse(line).map(answer))) + '\n')
  }
}

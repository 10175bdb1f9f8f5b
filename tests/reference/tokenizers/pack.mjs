// Packs reference data for the tests: node pack.mjs FILE_OR_FOLDER TARGET_FOLDER
// Every file becomes TARGET/NAME.br (Brotli, gzip taken off first); folders keep their names.
import fs from 'node:fs'
import path from 'node:path'
import zlib from 'node:zlib'

function pack(from, to) {
  if (fs.statSync(from).isDirectory()) {
    for (const name of fs.readdirSync(from)) pack(path.join(from, name), path.join(to, name))
    return
  }
  let data = fs.readFileSync(from)
  if (from.endsWith('.gz')) {
    data = zlib.gunzipSync(data)
    to = to.slice(0, -3)
  }
  fs.mkdirSync(path.dirname(to), { recursive: true })
  const params = { [zlib.constants.BROTLI_PARAM_LGWIN]: 24, [zlib.constants.BROTLI_PARAM_SIZE_HINT]: data.length }
  fs.writeFileSync(to + '.br', zlib.brotliCompressSync(data, { params }))
}

pack(process.argv[2], process.argv[3])

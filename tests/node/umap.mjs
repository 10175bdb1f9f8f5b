// Places the points of a report by UMAP as its page does in a browser's worker: node umap.mjs PAGE METHOD
// Runs the page's own scripts over the page's own data and prints the places, [[x, y], ...].
import fs from 'node:fs'
import vm from 'node:vm'

const [file, method] = process.argv.slice(2)
const page = fs.readFileSync(file, 'utf8')
const script = id => page.match(new RegExp(`<script type="[a-z/]+" id="${id}">(.*?)</script>`, 's'))[1]
const data = JSON.parse(script('data'))
const made = data.methods[method]

let places
globalThis.postMessage = message => { places = message.places ?? places }
vm.runInThisContext(script('umap-js') + '\n' + script('umap')) // A context of its own would be ten times slower.
const bytes = Buffer.concat([data.near, made.near].map(text => Buffer.from(text, 'base64')))
const near = Array.from({ length: bytes.length / 2 }, (_, i) => bytes.readUInt16LE(2 * i))
globalThis.onmessage({ data: { near, each: data.each, x: [...data.x, ...made.x], y: [...data.y, ...made.y] } })
console.log(JSON.stringify(places))

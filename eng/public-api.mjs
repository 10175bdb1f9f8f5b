// Called by public-api.sh: takes the members that the analyzer found missing in a list from the compiler's log, or moves a list into that of what is shipped.
import { readFileSync, writeFileSync } from 'node:fs';

const [what, from, to] = process.argv.slice(2);
const read = file => readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
const lines = file => read(file).split(/\r?\n/).filter(line => line && line !== '#nullable enable');
const write = (file, members) => writeFileSync(file, ['#nullable enable', ...[...new Set(members)].sort(), ''].join('\n'));
if (what === 'missing') {
  const results = JSON.parse(read(from)).runs.flatMap(run => run.results).filter(result => result.ruleId === 'RS0016');
  write(to, results.map(result => result.properties.customProperties.APIName));
  console.log(`${to}: ${results.length} members`);
} else {
  const removed = new Set(lines(to).filter(line => line.startsWith('*REMOVED*')).map(line => line.slice('*REMOVED*'.length)));
  write(from, [...lines(from).filter(line => !removed.has(line)), ...lines(to).filter(line => !line.startsWith('*REMOVED*'))]);
  write(to, []);
}

// Usage: node install.mjs FOLDER
// Puts this platform's native ONNX Runtime, of the version and integrity that package-lock.json pins, into FOLDER.
// Two builds may run this at once: each works in a folder of its own, and the rename at the end is atomic.
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, utimesSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const folder = resolve(process.argv[2]);
mkdirSync(folder, { recursive: true });
const work = mkdtempSync(join(dirname(folder), 'npm-'));
try {
  for (const file of ['package.json', 'package-lock.json']) {
    copyFileSync(join(here, file), join(work, file));
  }
  const npm = spawnSync('npm ci --ignore-scripts --no-audit --no-fund', { cwd: work, shell: true, stdio: ['ignore', 'ignore', 'pipe'] });
  if (npm.status !== 0) {
    process.stderr.write(npm.stderr ?? '');
    throw new Error('npm ci failed: the native ONNX Runtime comes from the npm package onnxruntime-node.');
  }

  const bin = join(work, 'node_modules', 'onnxruntime-node', 'bin', 'napi-v6', process.platform, process.arch);
  const libraries = (existsSync(bin) ? readdirSync(bin) : []).flatMap(
    (file) =>
      ({
        'libonnxruntime.so.1': [[file, 'libonnxruntime.so']],
        'libonnxruntime.1.dylib': [[file, 'libonnxruntime.dylib']],
        'onnxruntime.dll': [[file, file]],
        'DirectML.dll': [[file, file]],
      })[file] ?? [],
  );
  if (libraries.length === 0) {
    throw new Error(`onnxruntime-node has no native library for ${process.platform}-${process.arch}.`);
  }
  for (const [from, to] of libraries) {
    const now = new Date();
    utimesSync(join(bin, from), now, now);
    try {
      renameSync(join(bin, from), join(folder, to));
    } catch (error) {
      // Windows does not replace a file that another build already put there and has open.
      if (!existsSync(join(folder, to))) throw error;
    }
  }
} finally {
  rmSync(work, { recursive: true, force: true });
}

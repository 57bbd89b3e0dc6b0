// Runs every command of the READMEs as a newcomer would and compares the JSON that follows a command with its answer.
// A section that starts the service is run by itself; the other sections of a file share a service on a new database.
// Usage: [KPI_BUILD=Release] node .ci/readme.mjs, after the service has been built.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const mark = '--- end of block ---';
const files = ['README.md', 'api-specs/README.md', 'src/KpiApi/README.md', 'src/KpiApi/Ingest/README.md', 'src/KpiApi/Webhooks/README.md', 'src/KpiApi.Storage/README.md', 'src/KpiApi.Engine/README.md'];

// What differs from a terminal: builds are done already, tests run elsewhere in CI, a failed call ends the section, and a service goes on in the background.
const prelude = `
set -euo pipefail
curl() { command curl -sS --fail-with-body "$@" && echo; }
stop() { [[ -z \${service:-} ]] || { kill "$service" && wait "$service" || true; service=; }; }
ready() { command curl -sf http://localhost:5080/health/ready >/dev/null; }
dotnet() {
  if [[ $1 == test ]]; then return 0; fi
  if [[ $* == *--check* || $* == *--help* ]]; then command dotnet run --no-build -c \${KPI_BUILD:-Debug} "\${@:2}"; return; fi
  stop
  command dotnet run --no-build -c \${KPI_BUILD:-Debug} "\${@:2}" >service.log 2>&1 &
  service=$!
  for _ in {1..300}; do
    ready && return
    kill -0 "$service" 2>/dev/null || break
    sleep 0.2
  done
  cat service.log; return 1
}
trap stop EXIT
`;

function runs(file) {
  const sections = readFileSync(join(root, file), 'utf8').split(/^(?=## )/m).map((section) => ({
    name: `${file} · ${section.match(/^#+ (.*)/)?.[1]}`,
    blocks: [...section.matchAll(/^```(sh|json)\n([^]*?)^```/gm)].map(([, language, text]) => ({ language, text })),
  })).filter(({ blocks }) => blocks.some((block) => block.language === 'sh'));
  const startsService = ({ blocks }) => blocks.some((block) => block.language === 'sh' && /^dotnet run/m.test(block.text));
  const others = sections.filter((section) => !startsService(section));
  const start = { language: 'sh', text: 'dotnet run --project src/KpiApi\n' };
  return [
    ...sections.filter(startsService),
    ...(others.length === 0 ? [] : [{ name: others.map(({ name }) => name).join(', '), blocks: [start, ...others.flatMap(({ blocks }) => blocks)] }]),
  ];
}

const normal = (json) => JSON.stringify(json, (name, value) => (name === 'asOf' || name === 'traceId' ? undefined : value));

// An answer that the page shows may be an error.
const script = ({ text }, i, blocks) => (blocks[i + 1]?.language === 'json' ? `set +e\n${text}\nset -e\n` : `${text}\n`) + `echo '${mark}'\n`;

function run({ name, blocks }) {
  const folder = mkdtempSync(join(tmpdir(), 'kpi-readme-'));
  symlinkSync(join(root, 'src'), join(folder, 'src'));
  const commands = blocks.map(script).filter((_, i) => blocks[i].language === 'sh').join('');
  const done = spawnSync('bash', ['-c', prelude + commands], { cwd: folder, encoding: 'utf8', timeout: 180_000 });
  rmSync(folder, { recursive: true, force: true });
  const problems = done.status === 0 ? [] : [`It ended with ${done.status}: ${done.stdout.slice(-2000)}${done.stderr.slice(-2000)}`];
  const outputs = done.stdout.split(`${mark}\n`);
  let command = -1;
  for (const { language, text } of blocks) {
    if (language === 'sh') command++;
    else if (problems.length === 0 && normal(JSON.parse(text)) !== normal(JSON.parse(outputs[command].trim().split('\n').at(-1))))
      problems.push(`The page says ${text}and the service ${outputs[command]}`);
  }
  console.log([`${problems.length === 0 ? 'ok' : 'WRONG'} ${name}`, ...problems].join('\n'));
  return problems.length === 0;
}

const results = files.flatMap(runs).map(run);
if (results.length === 0 || results.includes(false)) process.exit(1);

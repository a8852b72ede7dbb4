// Writes docs/quality/conformance.md: what the sandbox and, if it is installed, moto answer to the conformance suite.
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { start } from './bench/servers.mjs';

const PAGE = 'docs/quality/conformance.md';

/** The table; exit code 3 says that an answer differs, and is an answer. */
const ask = (words, env = {}) =>
  new Promise((resolve, reject) => {
    const command = ['dist/kms-lab.js', 'conformance', '--format', 'md', ...words];
    execFile(process.execPath, command, { env: { ...process.env, ...env } }, (error, stdout, stderr) => {
      if (error && error.code !== 3) reject(new Error(stderr || error.message));
      else resolve(stdout.trimEnd());
    });
  });

async function askMoto() {
  const version = await new Promise((resolve) =>
    execFile('python3', ['-c', 'import moto; print(moto.__version__)'], (error, stdout) =>
      resolve(error ? undefined : stdout.trim()),
    ),
  );
  if (!version) throw new Error(`moto is not installed, and its table is part of ${PAGE}.`);
  const moto = await start('moto', { env: { MOTO_IAM_LOAD_MANAGED_POLICIES: 'true' } });
  try {
    const env = { AWS_ACCESS_KEY_ID: 'testing', AWS_SECRET_ACCESS_KEY: 'testing' };
    return { version, table: await ask(['--endpoint-url', moto.endpoint, '--region', 'us-east-1'], env) };
  } finally {
    await moto.stop();
  }
}

const moto = await askMoto();
const day = new Date().toISOString().slice(0, 10);
await writeFile(
  PAGE,
  `# Conformance

\`kms-lab conformance\` asks an endpoint that stands in for AWS the questions of this lab: who may use a key under which policies, what a
condition matches, and what AWS refuses. Each request is signed by the principal that it is about. The suite makes a user, a role and a few
keys, and removes them again; on every endpoint, a key stays scheduled for deletion.

Each row cites the page of AWS that says so. None was run on AWS itself. An endpoint that allows everything gets the rows right in which AWS
allows, so those count only together with the others.

\`npm run conformance\` writes this page. Run on ${day}.

## The sandbox of kms-lab

${await ask([])}

## moto ${moto.version}

${moto.table}
`,
);
console.log(`wrote ${PAGE}`);

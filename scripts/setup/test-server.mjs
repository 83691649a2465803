import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { cacheDirectory, findOnPath, isExecutable } from './cache.mjs';
import { downloadBySdk } from './download.mjs';
import { withLock } from './lock.mjs';
import { headline, run, withTemporaryDirectory } from './run.mjs';

const version = '1.32.1';
const name = `temporal-test-server-${version}`;
const cachedPath = (cache) => path.join(cache, name, 'temporal-test-server');

/** The time-skipping server that is already here, or null. */
export function findTestServer() {
  const own = process.env.ROLLCALL_TEST_SERVER;
  if (own) return path.resolve(own);
  const cached = cachedPath(cacheDirectory());
  return isExecutable(cached) ? cached : null;
}

/** The path of a time-skipping server (only tests need it). */
export async function ensureTestServer(root) {
  const found = findTestServer();
  if (found !== null && !isExecutable(found)) {
    throw new Error(`ROLLCALL_TEST_SERVER=${found} is not an executable file`);
  }
  return found ?? install(root);
}

async function install(root) {
  const cache = cacheDirectory();
  const target = cachedPath(cache);
  return withLock(path.join(cache, 'temporal-test-server.lock'), async () => {
    if (isExecutable(target)) return target;
    const failures = [];
    for (const way of [download, fetchByMaven]) {
      try {
        await withTemporaryDirectory(cache, async (directory) => {
          const folder = path.join(directory, name);
          mkdirSync(folder);
          await way({ root, folder });
          // Without its executable, what is there is a leftover.
          rmSync(path.dirname(target), { recursive: true, force: true });
          renameSync(folder, path.dirname(target));
        });
        return target;
      } catch (error) {
        console.log(`setup: that did not work: ${headline(error)}`);
        failures.push(error.message);
      }
    }
    throw new Error(explain(failures, target));
  });
}

async function download({ root, folder }) {
  await downloadBySdk({
    root,
    cache: folder,
    target: path.join(folder, 'temporal-test-server'),
    create: 'createTimeSkipping',
    version: 'default',
    label: 'time-skipping test server: download',
  });
}

async function fetchByMaven({ folder }) {
  for (const command of ['mvn', 'java']) {
    if (findOnPath(command) === null) throw new Error(`Maven: no "${command}" on the PATH`);
  }
  writeFileSync(path.join(folder, 'pom.xml'), pom);
  const lib = path.join(folder, 'lib');
  const goal = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies';
  await run('mvn', ['-q', '-B', goal, `-DoutputDirectory=${lib}`, '-DincludeScope=runtime'], {
    label: `time-skipping test server ${version}: from Maven Central`,
    cwd: folder,
  });
  writeFileSync(path.join(folder, 'temporal-test-server'), launcher, { mode: 0o755 });
}

const pom = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>rollcall</groupId>
  <artifactId>temporal-test-server</artifactId>
  <version>1</version>
  <packaging>pom</packaging>
  <dependencies>
    <dependency>
      <groupId>io.temporal</groupId>
      <artifactId>temporal-test-server</artifactId>
      <version>${version}</version>
    </dependency>
    <dependency><!-- keeps the logger quiet -->
      <groupId>org.slf4j</groupId>
      <artifactId>slf4j-nop</artifactId>
      <version>1.7.36</version>
    </dependency>
  </dependencies>
</project>
`;

// The SDK starts a test server as `temporal-test-server PORT` and gives it 5 seconds to listen:
// the options shorten Java's start.
const launcher = `#!/bin/sh
here=$(cd "$(dirname "$0")" && pwd)
exec java -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xshare:auto \\
  -cp "$here/lib/*" io.temporal.testserver.TestServer "$@"
`;

function explain(failures, target) {
  return [
    'There is no time-skipping Temporal test server, and none could be installed:',
    ...failures.map((failure) => `  - ${failure.replaceAll('\n', '\n    ')}`),
    'Any one of these helps:',
    '  - its path in ROLLCALL_TEST_SERVER',
    `  - an executable at ${target}`,
    '  - access to the internet, for the download by the Temporal SDK',
    '  - Maven ("mvn") and Java ("java") on the PATH',
  ].join('\n');
}

import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Browser } from 'playwright-core';
import { run } from '../../src/cli/program.js';
import { renderMermaid } from '../../src/cli/render/graph-mermaid.js';
import { renderSvg } from '../../src/cli/render/graph-svg.js';
import { groupGraph } from '../../src/domain/graph.js';
import {
  pictureGroups,
  pictureResources,
  type GraphPicture,
} from '../../src/domain/graph-picture.js';
import {
  edited,
  projectRoot,
  releaseOf,
  removeFolders,
  soundFiles,
  temporaryFolder,
  type Changes,
} from '../release/fixture.js';
import { chromiumPath, launchChromium, whySkipped } from '../simulator/chromium.js';
import { recordingTerminal, type RecordingTerminal } from './recording-terminal.js';

const cycleOfGroups: Changes = edited(
  'manifest.yaml',
  '    components: [queues]\n',
  '    components: [queues]\n    depends_on: [region]\n',
);

describe('rollcall graph', () => {
  let terminal: RecordingTerminal;
  const rollcall = (...args: string[]): Promise<number> => run(args, { env: {}, terminal });
  beforeEach(() => {
    terminal = recordingTerminal();
  });
  after(removeFolders);

  it('shows tiers, and every reason for an edge', async () => {
    assert.equal(await rollcall('graph', written(), '--format', 'json'), 0);
    const picture = JSON.parse(terminal.lines.join('\n')) as GraphPicture;
    assert.deepEqual(picture.tiers, [['shared'], ['region']]);
    assert.deepEqual(picture.edges, [
      {
        from: 'shared',
        to: 'region',
        reasons: ['parent', 'reference'],
        references: ['shared/queue/support'],
        inCycle: false,
      },
    ]);
    assert.deepEqual(
      picture.nodes.map(({ detail }) => detail),
      ['1 org', '1 org'],
    );
  });

  it('draws the edges that decide about the tiers, no more and no fewer', () => {
    const release = releaseOf();
    const environment = release.environments['test'] ?? assert.fail();
    const drawn = pictureGroups({ release, environment }).edges;
    assert.deepEqual(
      drawn.map(({ from, to }) => ({ node: to, dependsOn: from })),
      groupGraph({ release, environment }).edges,
    );
  });

  it("shows one org's resources, with those of other orgs that they refer to", async () => {
    assert.equal(await rollcall('graph', written(), '--org', 'sub_1', '--format', 'json'), 0);
    const picture = JSON.parse(terminal.lines.join('\n')) as GraphPicture;
    assert.deepEqual(picture.tiers, [
      ['shared/queue/support', 'region/queue/main'],
      ['region/strategy/routing'],
    ]);
    assert.equal(picture.nodes[0]?.detail, 'in hub');
  });

  it('draws a cycle, and exits 2 with the finding', async () => {
    const folder = written(cycleOfGroups);
    const out = join(folder, 'made/for/it', 'graph.svg');
    assert.equal(await rollcall('graph', folder, '--format', 'svg', '--out', out), 2);
    assert.match(terminal.errors.join('\n'), /manifest\.yaml:2:\d+: .*cycle of groups in test/);
    const svg = readFileSync(out, 'utf8');
    assert.match(svg, /<desc id="graph-desc">Cycle: shared → region → shared\./);
    assert.equal(svg.match(/class="edge cyclic"/g)?.length, 2);
    assert.equal(await rollcall('graph', folder), 2);
    assert.match(terminal.lines.join('\n'), /linkStyle 0,1 stroke/);
  });

  it('names an org or environment that is not there', async () => {
    assert.equal(await rollcall('graph', written(), '--org', 'sub_3'), 2);
    assert.match(
      terminal.errors[0] ?? '',
      /--org: "sub_3" is no org of test.*Did you mean "sub_1"/,
    );
    assert.equal(await rollcall('graph', written(), '--environment', 'nowhere'), 2);
    assert.match(terminal.errors[1] ?? '', /there is no "nowhere"; there is test/);
  });

  it('draws nothing of a configuration with other findings', async () => {
    const folder = written({ 'templates/main.yaml': null });
    assert.equal(await rollcall('graph', folder), 2);
    assert.deepEqual(terminal.lines, []);
    assert.match(terminal.errors.join('\n'), /there is no template/);
  });

  it('writes Mermaid in which names cannot mean anything', () => {
    const text = renderMermaid(hostile());
    const line =
      /^(flowchart LR|accTitle: [^#;{}"<>]+|subgraph tier\d+\["Tier \d+"\]|end|n\d+\["[^"<>`]*(<br\/>[^"<>`]*)?"\]|n\d+ -->\|"[\w ,#;]*"\| n\d+|classDef cyclic [\w:#,-]+|class [n\d,]+ cyclic|linkStyle [\d,]+ stroke:#\w+)$/;
    for (const one of text.trimEnd().split('\n')) assert.match(one.trim(), line);
    assert.match(text, /#60;script#62;/);
  });

  it('draws the same picture byte by byte', () => {
    assert.equal(renderSvg(hostile()), renderSvg(hostile()));
  });
});

const inBrowser = chromiumPath === undefined ? describe.skip : describe;
const suffix = chromiumPath === undefined ? ` (${whySkipped})` : '';

inBrowser(`rollcall graph: SVG in Chromium${suffix}`, function () {
  this.timeout(60_000);
  let browser: Browser;
  before(async () => {
    browser = await launchChromium();
  });
  after(() => browser.close());

  const pictures: Readonly<Record<string, () => GraphPicture>> = {
    'the groups of the sample': () => sample('production'),
    'the resources of an org of the sample': () => sample('production', 'org_sub_022'),
    'long, wide and hostile names in a cycle': hostile,
    'many groups over many tiers': many,
  };
  for (const [name, picture] of Object.entries(pictures))
    it(`overlaps nothing and cuts nothing off: ${name}`, async () => {
      const { texts, boxes, frame, title, scripts } = await measure(browser, renderSvg(picture()));
      const { nodes } = picture();
      assert.equal(boxes.length, nodes.length);
      assert.ok(texts.length >= 2 * nodes.length);
      for (const box of [...texts, ...boxes]) assertInside(box, frame);
      for (const pair of pairs(texts)) assertApart(...pair);
      for (const pair of pairs(boxes)) assertApart(...pair);
      assert.equal(title, picture().title);
      assert.equal(scripts, 0);
    });
});

interface Box {
  text: string;
  x: number;
  y: number;
  width: number;
  height: number;
}

interface Measured {
  texts: Box[];
  boxes: Box[];
  frame: Box;
  title: string;
  scripts: number;
}

/** As XML of its own, where anything that is not well-formed would be an error. */
async function measure(browser: Browser, svg: string): Promise<Measured> {
  const page = await browser.newPage();
  try {
    await page.goto(`data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`);
    return await page.evaluate<Measured>(`(() => {
      const box = (element) => {
        const { x, y, width, height } = element.getBoundingClientRect();
        return { text: element.textContent, x, y, width, height };
      };
      const all = (selector) => [...document.querySelectorAll(selector)].map(box);
      const { width, height } = document.documentElement.viewBox.baseVal;
      return {
        texts: all('text'),
        boxes: all('rect.box'),
        frame: { text: 'frame', x: 0, y: 0, width, height },
        title: document.querySelector('title').textContent,
        scripts: document.querySelectorAll('script, b, image, foreignObject').length,
      };
    })()`);
  } finally {
    await page.close();
  }
}

function assertInside(inner: Box, outer: Box): void {
  const isInside =
    inner.x >= outer.x &&
    inner.y >= outer.y &&
    inner.x + inner.width <= outer.x + outer.width &&
    inner.y + inner.height <= outer.y + outer.height;
  assert.ok(isInside, `${JSON.stringify(inner)} is cut off by ${JSON.stringify(outer)}`);
}

function assertApart(one: Box, other: Box): void {
  const apart =
    one.x + one.width <= other.x ||
    other.x + other.width <= one.x ||
    one.y + one.height <= other.y ||
    other.y + other.height <= one.y;
  assert.ok(apart, `${JSON.stringify(one)} overlaps ${JSON.stringify(other)}`);
}

function pairs(boxes: readonly Box[]): [Box, Box][] {
  return boxes.flatMap((one, at) => boxes.slice(at + 1).map((other): [Box, Box] => [one, other]));
}

function written(changes: Changes = {}): string {
  const folder = temporaryFolder();
  for (const [file, text] of Object.entries({ ...soundFiles, ...changes })) {
    if (text === null) continue;
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  }
  return folder;
}

function sample(name: string, org?: string): GraphPicture {
  const release = releaseOfSample();
  const environment = release.environments[name] ?? assert.fail();
  return org === undefined
    ? pictureGroups({ release, environment })
    : pictureResources({ release, environment, org });
}

function releaseOfSample(): ReturnType<typeof releaseOf> {
  const root = join(projectRoot, 'config');
  const files = Object.fromEntries(
    readdirSync(root, { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.(yaml|json)$/.test(file))
      .map((file) => [file, readFileSync(join(root, file), 'utf8')]),
  );
  const gone = Object.fromEntries(Object.keys(soundFiles).map((file) => [file, null]));
  return releaseOf({ ...gone, ...files });
}

function hostile(): GraphPicture {
  const label = '<script>alert("1")</script> & `code` ]]> #quot; ';
  const nodes = [
    { id: 'a', label: `${label}${'long '.repeat(40)}`, detail: '呼叫中心'.repeat(20) },
    { id: 'b', label: '\u0007\uD800 "quoted" <b>', detail: "it's 100 % & more" },
    { id: 'c', label: 'end', detail: '' },
  ].map((node) => ({ ...node, inCycle: true }));
  const edge = (from: string, to: string): GraphPicture['edges'][number] => ({
    from,
    to,
    reasons: ['reference'],
    references: [`<${from}>`],
    inCycle: true,
  });
  return {
    title: 'Groups of <b>',
    tiers: [['a'], ['b'], ['c']],
    nodes,
    edges: [edge('a', 'b'), edge('b', 'c'), edge('c', 'a'), edge('b', 'b')],
    cycle: ['a', 'c', 'b'],
  };
}

function many(): GraphPicture {
  const ids = Array.from({ length: 40 }, (_, index) => `group_${index}`);
  const tiers = [0, 1, 2, 3, 4].map((tier) => ids.filter((_, index) => index % 5 === tier));
  const edges = ids.flatMap((to, index) =>
    ids
      .filter((_, other) => other % 5 < index % 5 && (other * 7 + index) % 4 === 0)
      .map((from) => ({
        from,
        to,
        reasons: ['depends_on' as const],
        references: [],
        inCycle: false,
      })),
  );
  const nodes = ids.map((id) => ({ id, label: id, detail: '20 orgs', inCycle: false }));
  return { title: 'Many groups', tiers, nodes, edges, cycle: null };
}

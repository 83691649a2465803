import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Command } from 'commander';
import { verdictText } from '../../domain/board.js';
import type { Evidence } from '../../domain/canary/evidence.js';
import { judge } from '../../domain/canary/judge.js';
import type { MetricVerdict, Verdict } from '../../domain/canary/verdict.js';
import { chartFile } from '../../domain/report.js';
import { completed, evidenceFileSchema } from '../../ledger/evidence-file.js';
import { act, printJson, type CommonOptions, type Context } from '../context.js';
import { ExitCode } from '../exit-code.js';
import { writeFiles } from '../write-files.js';
import { table } from '../render/table.js';

/** `rollcall judge`: the verdict on an evidence file, be it from the ledger, from another tool or made up. */
export function addJudge(program: Command, context: Context): void {
  program
    .command('judge')
    .description('judge an evidence file: pass, fail, inconclusive or external')
    .argument('<evidence>', 'JSON file; docs/judge.md describes it')
    .option('--charts <folder>', 'write charts of the evidence (SVG) there')
    .option('--json', 'one JSON object as the last line')
    .action(
      act(context, async (file: string, options: Options) => {
        const { terminal } = context;
        const read = await readEvidence(file);
        if ('problems' in read) {
          for (const problem of read.problems) terminal.err(`${file}: ${problem}`);
          return ExitCode.badInput;
        }
        const verdict = judge(read.evidence);
        terminal.out(verdictText(verdict));
        for (const line of tableOf(verdict)) terminal.out(line);
        if (options.charts !== undefined)
          await writeCharts(context, read.evidence, { file, folder: options.charts });
        if (options.json === true) printJson(context, verdict);
        return ExitCode.succeeded;
      }),
    );
}

interface Options extends CommonOptions {
  readonly charts?: string;
}

async function writeCharts(
  { terminal }: Context,
  evidence: Evidence,
  { file, folder }: { readonly file: string; readonly folder: string },
): Promise<void> {
  // The library is large: who wants no picture does not wait for it.
  const { drawCharts } = await import('../../charts/draw-charts.js');
  const name = path.basename(file, path.extname(file));
  const charts = await drawCharts(evidence, name);
  const files = charts.map(({ metric, svg }) => ({ file: chartFile(name, metric), text: svg }));
  terminal.err(await writeFiles(folder, files, 'charts'));
}

type Read = { readonly evidence: Evidence } | { readonly problems: readonly string[] };

async function readEvidence(file: string): Promise<Read> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch {
    return { problems: ['cannot be read: name a JSON file as docs/judge.md describes it'] };
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { problems: [`is not JSON: ${error instanceof Error ? error.message : String(error)}`] };
  }
  const result = evidenceFileSchema.safeParse(withoutVerdict(value));
  if (!result.success)
    return {
      problems: result.error.issues
        .slice(0, 10)
        .map(({ path, message }) => `${path.join('.') || '(root)'}: ${message}`),
    };
  const evidence = completed(result.data);
  if (evidence === null)
    return { problems: ['deployment: say when, or give a canary its deployedAt'] };
  return { evidence };
}

/** A record of the ledger has the evidence inside, beside the verdict of then. */
function withoutVerdict(value: unknown): unknown {
  const isRecord = typeof value === 'object' && value !== null && 'evidence' in value;
  return isRecord ? value.evidence : value;
}

function tableOf(verdict: Verdict): string[] {
  if (verdict.metrics.length === 0) return [];
  const head = ['metric', 'verdict', 'estimate', 'interval', 'p', 'threshold', 'passes up to'];
  return table([head, ...verdict.metrics.map(rowOf)].map((row) => row.map((text) => ({ text }))));
}

function rowOf(metric: MetricVerdict): string[] {
  const { estimate, interval, p, threshold, margin } = metric;
  const show = (value: number): string =>
    metric.metric === 'abandonment'
      ? `${(100 * value).toFixed(0)} %`
      : `${value.toFixed(1)} ${metric.metric === 'speedOfAnswer' ? 's' : 'points'}`;
  return [
    metric.metric,
    metric.label,
    estimate === null ? '' : show(estimate),
    interval === null ? '' : `${show(interval[0])} … ${show(interval[1])}`,
    p === null || p === undefined ? '' : p.toPrecision(2),
    show(threshold),
    margin === undefined ? '' : show(margin),
  ];
}

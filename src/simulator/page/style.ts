/** How the page looks, by day and by night. */
export const style = `
:root {
  --page: #f6f7f9; --card: #fff; --line: #dfe3e8; --text: #17202b; --soft: #5b6775;
  --calls: #2563c4; --abandonment: #b4391f; --answer: #7a4fc0; --agents: #2f7d55;
  --trouble: #b4231f; --trouble-back: #fde4e1; --watch: #85570a; --watch-back: #fdf0d2;
  --fine: #256b46; --fine-back: #e1f3e8; --quiet-back: #eceff2;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #10151b; --card: #1a2129; --line: #2d3742; --text: #e6eaef; --soft: #98a4b1;
    --calls: #6ea5f5; --abandonment: #f08a73; --answer: #b595f0; --agents: #63bd8e;
    --trouble: #ffaca4; --trouble-back: #54211e; --watch: #f1c877; --watch-back: #463410;
    --fine: #8cd6ae; --fine-back: #1b3d2b; --quiet-back: #2a323b;
  }
}
* { box-sizing: border-box; }
[hidden] { display: none !important; }
body { margin: 0 auto; max-width: 1600px; padding: 16px 20px 40px; background: var(--page);
  color: var(--text); font: 14px/1.45 system-ui, sans-serif; }
h1 { font-size: 20px; margin: 0; }
h2 { font-size: 14px; margin: 0; font-weight: 600; }
header { display: flex; flex-wrap: wrap; gap: 4px 20px; align-items: baseline; margin-bottom: 14px; }
.clock { margin: 0; color: var(--soft); font-variant-numeric: tabular-nums; }
.clock b { color: var(--text); font-weight: 600; }
.soft { color: var(--soft); font-weight: 400; }
#notice { background: var(--watch-back); color: var(--watch); padding: 8px 12px; border-radius: 6px; }
.cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(230px, 1fr)); gap: 12px;
  margin-bottom: 14px; }
.card, .orgs, aside > section { background: var(--card); border: 1px solid var(--line);
  border-radius: 8px; padding: 12px 14px; min-width: 0; }
.card h2 { color: var(--soft); font-weight: 500; }
.card .now { font-size: 24px; font-weight: 600; font-variant-numeric: tabular-nums; margin: 2px 0; }
.card svg { width: 100%; height: 56px; }
.card .scale { display: flex; justify-content: space-between; font-size: 12px; color: var(--soft); }
main { display: grid; grid-template-columns: minmax(0, 1fr) 300px; gap: 14px; align-items: start; }
@media (max-width: 1320px) { main { grid-template-columns: minmax(0, 1fr); } }
aside { display: grid; gap: 14px; min-width: 0; }
.bar { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 8px; margin-bottom: 8px; }
input { font: inherit; color: inherit; background: var(--page); border: 1px solid var(--line);
  border-radius: 6px; padding: 4px 8px; width: min(320px, 100%); }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th { text-align: left; font-size: 12px; font-weight: 500; color: var(--soft); white-space: nowrap; }
th, td { padding: 4px 10px 4px 0; border-bottom: 1px solid var(--line); vertical-align: middle; }
th.number, td.number { text-align: right; padding-right: 0; }
tbody tr:last-child td { border-bottom: 0; }
td .name { font-weight: 600; white-space: nowrap; max-width: 240px; overflow: hidden;
  text-overflow: ellipsis; }
td .where { font-size: 12px; color: var(--soft); white-space: nowrap; max-width: 240px; overflow: hidden;
  text-overflow: ellipsis; }
.drawn { display: flex; align-items: center; gap: 8px; white-space: nowrap; }
.drawn svg { width: clamp(56px, 6vw, 120px); height: 26px; flex: none; }
.drawn .value { min-width: 3.9em; }
svg { display: block; overflow: visible; }
svg .curve { fill: none; stroke: currentColor; stroke-width: 1.6; stroke-linejoin: round;
  vector-effect: non-scaling-stroke; }
svg .base { stroke: var(--line); stroke-width: 1; vector-effect: non-scaling-stroke; }
svg .area { fill: currentColor; opacity: .12; stroke: none; }
.calls svg { color: var(--calls); } .abandonment svg { color: var(--abandonment); }
.answer svg { color: var(--answer); } .agents { color: var(--agents); }
.agents .value, .agents .now { color: var(--text); }
.pill { display: inline-block; font-size: 12px; border-radius: 99px; padding: 1px 9px;
  background: var(--quiet-back); color: var(--soft); }
.pill.trouble { background: var(--trouble-back); color: var(--trouble); font-weight: 600; }
.pill.watch { background: var(--watch-back); color: var(--watch); }
.pill.fine { background: var(--fine-back); color: var(--fine); }
progress { width: 44px; height: 8px; appearance: none; border: 0; border-radius: 4px;
  background: var(--quiet-back); overflow: hidden; }
progress::-webkit-progress-bar { background: var(--quiet-back); }
progress::-webkit-progress-value { background: currentColor; }
progress::-moz-progress-bar { background: currentColor; }
.list { list-style: none; margin: 6px 0 0; padding: 0; max-height: 420px; overflow-y: auto; }
.list li { padding: 6px 0; border-top: 1px solid var(--line); overflow-wrap: anywhere; }
.list li:first-child { border-top: 0; }
.list .about { font-size: 12px; color: var(--soft); }
.list .over { opacity: .6; }
button { font: inherit; color: inherit; background: none; border: 1px solid var(--line);
  border-radius: 6px; padding: 3px 10px; cursor: pointer; }
`;

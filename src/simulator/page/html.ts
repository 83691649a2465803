/** The page without its numbers. */
export const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Simulated contact centre</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/_sim/page/style.css">
<script type="module" src="/_sim/page/app.js"></script>
</head>
<body>
<header>
  <h1>Simulated contact centre</h1>
  <p id="clock" class="clock"></p>
</header>
<p id="notice" role="status" hidden></p>
<section class="cards" aria-label="All orgs together">
  <div class="card" id="card-calls"><h2>Calls a minute</h2></div>
  <div class="card" id="card-abandonment"><h2>Abandonment</h2></div>
  <div class="card" id="card-answer"><h2>Speed of answer</h2></div>
  <div class="card" id="card-agents"><h2>Agents</h2></div>
</section>
<main>
  <section class="orgs" aria-labelledby="orgs-title">
    <div class="bar">
      <h2 id="orgs-title">Orgs <span id="orgs-count" class="soft"></span></h2>
      <input id="filter" type="search" placeholder="Filter by name, platform, region, carrier"
        aria-label="Filter orgs">
    </div>
    <div class="scroll">
    <table>
      <thead><tr>
        <th scope="col">State</th>
        <th scope="col">Org</th>
        <th scope="col">Calls a minute</th>
        <th scope="col">Abandonment</th>
        <th scope="col">Speed of answer</th>
        <th scope="col">Agents busy</th>
        <th scope="col" class="number">Waiting</th>
      </tr></thead>
      <tbody id="orgs"></tbody>
    </table>
    </div>
    <p id="span" class="soft"></p>
  </section>
  <aside>
    <section aria-labelledby="faults-title">
      <h2 id="faults-title">Faults in force</h2>
      <ul id="faults" class="list"></ul>
    </section>
    <section id="shocks-section" aria-labelledby="shocks-title" hidden>
      <h2 id="shocks-title">Shocks</h2>
      <ul id="shocks" class="list"></ul>
    </section>
    <section aria-labelledby="writes-title">
      <h2 id="writes-title">Recent writes</h2>
      <ul id="writes" class="list"></ul>
    </section>
  </aside>
</main>
</body>
</html>
`;

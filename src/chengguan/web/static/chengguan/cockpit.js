// Charts above their tables. Without this file, and without ECharts, the tables say the same.
(() => {
  "use strict";
  if (!window.echarts) return;

  // Dark blue and orange differ in lightness as well as in hue, so that they can be told apart without colour vision.
  const NOW = "#1b4b8a";
  const BEFORE = "#9a6b00";
  const LATE = "#a8201a";
  const NEAR = "#e0a020";
  const TEXT = "#1c2430";
  const MUTED = "#575f6d";
  const LINE = "#e2ddd4";
  const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  const narrow = () => window.innerWidth < 640;
  const font = getComputedStyle(document.body).fontFamily;

  const written = (unit) => (value) => {
    if (unit === "元" && Math.abs(value) >= 10000) return `${(value / 10000).toLocaleString("zh-CN", { maximumFractionDigits: 2 })}万`;
    return Number(value).toLocaleString("zh-CN", { maximumFractionDigits: 2 });
  };
  const base = () => ({
    animation: !still,
    animationDuration: 400,
    textStyle: { fontFamily: font, color: TEXT, fontSize: 13 },
    aria: { enabled: true },
    tooltip: { trigger: "axis", renderMode: "richText", axisPointer: { type: "shadow" }, textStyle: { color: TEXT }, borderColor: LINE, backgroundColor: "#fff" },
  });
  const axis = (extra) => ({
    axisLine: { lineStyle: { color: LINE } },
    axisTick: { show: false },
    axisLabel: { color: TEXT, fontSize: 13 },
    splitLine: { lineStyle: { color: LINE } },
    ...extra,
  });

  const trend = (data, unit) => ({
    ...base(),
    legend: { top: 0, left: 8, itemWidth: 18, textStyle: { color: TEXT, fontSize: 13 } },
    grid: { left: room(data.values.flat().map((value) => written(unit)(value))) + 24, right: 16, top: 40, bottom: 28 },
    xAxis: axis({ type: "category", data: data.labels, splitLine: { show: false } }),
    yAxis: axis({ type: "value", minInterval: unit === "元" ? undefined : 1, axisLabel: { color: MUTED, formatter: written(unit) } }),
    series: [
      {
        name: data.names[0], type: "bar", data: data.values[0], barMaxWidth: 36, itemStyle: { color: NOW },
        label: { show: !narrow(), position: "top", color: TEXT, fontSize: 12, formatter: (p) => (p.value ? written(unit)(p.value) : "") },
      },
      {
        name: data.names[1], type: "line", data: data.values[1], symbol: "diamond", symbolSize: 8, itemStyle: { color: BEFORE },
        lineStyle: { color: BEFORE, width: 2, type: "dashed" },
      },
    ].filter((one, place) => place === 0 || one.data.some(Boolean)),
  });

  // How wide the names beside lying bars are: full-width marks take a whole letter, others about half of one.
  const SIZE = 13;
  const wide = (text) => [...text].reduce((sum, mark) => sum + (mark.charCodeAt(0) > 255 ? SIZE : SIZE * 0.6), 0);
  const room = (labels) => Math.min(Math.ceil(Math.max(...labels.map(wide))) + 4, narrow() ? 112 : 196);

  // Bars lie, so that names of any length can be read beside them; the largest is on top, its number at its end.
  const lying = (data, series, extra) => ({
    ...base(),
    grid: { left: room(data.labels) + 20, right: narrow() ? 56 : 84, top: 8, bottom: 8 },
    xAxis: axis({ type: "value", axisLabel: { show: false }, splitLine: { show: false }, axisLine: { show: false } }),
    yAxis: axis({
      type: "category", data: data.labels, inverse: true, splitLine: { show: false },
      axisLabel: { color: TEXT, fontSize: SIZE, width: room(data.labels) + 2, overflow: "truncate" },
    }),
    series,
    ...extra,
  });
  const bars = (data, unit) =>
    lying(data, [{
      name: data.names[0], type: "bar", data: data.values[0], barMaxWidth: 20, itemStyle: { color: NOW },
      label: { show: true, position: "right", color: TEXT, formatter: (p) => written(unit)(p.value) },
    }]);
  const rates = (data) => {
    const option = lying(data, [{
      name: data.names[0], type: "bar", data: data.values[0], barMaxWidth: 18, itemStyle: { color: NOW },
      showBackground: true, backgroundStyle: { color: "#efebe3" },
      label: { show: true, position: "right", color: TEXT, formatter: (p) => data.texts[p.dataIndex] },
    }]);
    option.xAxis.max = 100;
    option.grid.right = Math.ceil(Math.max(...data.texts.map(wide))) + 16;
    return option;
  };
  const stack = (data) => {
    const one = (n, colour, text) => ({
      name: data.names[n], type: "bar", stack: "due", data: data.values[n], barMaxWidth: 20, itemStyle: { color: colour },
      label: { show: true, position: "inside", color: text, formatter: (p) => (p.value ? p.value : "") },
    });
    return lying(data, [one(0, LATE, "#fff"), one(1, NEAR, TEXT)], {
      legend: { top: 0, left: 8, textStyle: { color: TEXT, fontSize: 13 } },
        grid: { left: room(data.labels) + 20, right: 24, top: 36, bottom: 8 },
    });
  };
  const kinds = { trend, bars, rates, stack };

  const drawn = [];
  document.querySelectorAll(".ck-chart[data-chart]").forEach((holder) => {
    const data = JSON.parse(document.getElementById(holder.dataset.chart).textContent);
    if (!data.labels.length || !kinds[holder.dataset.kind]) return;
    holder.hidden = false;
    if (holder.dataset.kind !== "trend") {
      const rows = data.labels.length * 30 + (holder.dataset.kind === "stack" ? 56 : 28);
      holder.style.height = `${Math.max(rows, 120)}px`;
    }
    const chart = window.echarts.init(holder, null, { renderer: "canvas" });
    const draw = () => chart.setOption(kinds[holder.dataset.kind](data, holder.dataset.unit), true);
    draw();
    drawn.push({ chart, draw });
    const table = holder.parentElement.querySelector("details.ck-data");
    if (table) table.open = false;
  });
  let waiting = 0;
  window.addEventListener("resize", () => {
    window.clearTimeout(waiting);
    waiting = window.setTimeout(() => drawn.forEach(({ chart, draw }) => { chart.resize(); draw(); }), 150);
  });
})();

// A column of a plot leads to the list behind it; by keyboard the table beside it does.
(() => {
  const links = (canvas) => JSON.parse(canvas.dataset.links);
  document.addEventListener("click", (event) => {
    const canvas = event.target.closest("canvas[data-links]");
    const chart = canvas && window.Chart && Chart.getChart(canvas);
    if (!chart) return;
    const [hit] = chart.getElementsAtEventForMode(event, "nearest", { intersect: true }, true);
    if (hit) location.href = links(canvas)[hit.datasetIndex][hit.index];
  });
})();
